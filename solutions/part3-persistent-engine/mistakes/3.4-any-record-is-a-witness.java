import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes any whole record after a bad one for a proof of damage. That is the usual rule, and too strict where
 * several records are forced at once: the disk may write the second before the first, and then the power fails.
 *
 * @sees LogDamagedException where neither the bad record nor the whole one after it had been forced
 * @probably a whole record alone proves nothing: its field forced has to reach beyond the first bad byte
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES <= scan.size(); at++) {
            int forced = scan.forcedAt(at);
            if (forced <= at && scan.isRecordAfter(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
