import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Looks at every twentieth byte, as if all records were as long as a header. Where the next record begins is
 * unknown, because lengths cannot be trusted here.
 *
 * @sees the records before the damage, and no exception, or a later witness than the first
 * @probably the search skips bytes: every byte may be the first of a record
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES <= scan.size(); at += RecordFormat.HEADER_BYTES) {
            int forced = scan.forcedAt(at);
            if (forced > end.offset() && forced <= at && scan.isRecordAfter(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
