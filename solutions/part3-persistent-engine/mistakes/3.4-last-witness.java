import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Searches for the witness from the end of the file. The verdict is the same, but the message names the last
 * witness, far from the damage.
 *
 * @sees another offset in the message than that of the first witness
 * @probably the search begins at the end of the file: return the first witness
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = scan.size() - RecordFormat.HEADER_BYTES; at > end.offset(); at--) {
            int forced = scan.forcedAt(at);
            if (forced > end.offset() && forced <= at && scan.isRecordAfter(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
