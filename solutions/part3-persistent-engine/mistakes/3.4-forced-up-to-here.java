import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes a record for a witness that says the bytes up to the bad one were forced. They were; the bad one itself was
 * not.
 *
 * @sees LogDamagedException where 95 bytes were forced and the hole begins at byte 95
 * @probably offsets begin with 0: of 95 forced bytes the last is number 94, so it takes > and not >=
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES <= scan.size(); at++) {
            int forced = scan.forcedAt(at);
            if (forced >= end.offset() && forced <= at && scan.isRecordBehind(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
