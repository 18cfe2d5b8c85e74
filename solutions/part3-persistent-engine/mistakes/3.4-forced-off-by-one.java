import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes a record for a witness whose field forced ends right before the first bad byte. Those bytes had been
 * forced; the bad one had not.
 *
 * @sees LogDamagedException where 95 bytes were forced and the hole begins at byte 95
 * @probably offsets begin with 0: of 95 forced bytes the last is byte 94, so compare with >, not >=
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES <= scan.size(); at++) {
            int forced = scan.forcedAt(at);
            if (forced >= end.offset() && forced <= at && scan.isRecordAfter(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
