import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Looks for the witness from the end of the file. There is one if there is one; but what the message names is the
 * last, far from the damage.
 *
 * @sees another offset in the message than that of the first witness
 * @probably the search begins at the end of the file: the first witness is asked for
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = scan.size() - RecordFormat.HEADER_BYTES; at > end.offset(); at--) {
            int forced = scan.forcedAt(at);
            if (forced > end.offset() && forced <= at && scan.isRecordBehind(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
