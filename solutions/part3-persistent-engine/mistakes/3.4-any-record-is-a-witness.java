import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes any whole record behind a bad one for a proof of damage. It is the usual rule, and too strict where several
 * records are forced at once: the disk may write the second before the first, and then the power fails.
 *
 * @sees LogDamagedException where the bad record and the whole one behind it were on their way together
 * @probably a whole record alone proves nothing: what it says was forced has to reach beyond the bad byte
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES <= scan.size(); at++) {
            int forced = scan.forcedAt(at);
            if (forced <= at && scan.isRecordBehind(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
