import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Looks at the field forced alone, and not whether there is a record around it. Any four bytes of a value can be
 * that number.
 *
 * @sees LogDamagedException for a torn record whose value holds a copy of a log; or a witness at an offset where
 *     no record begins
 * @probably the result of forcedAt counts only if there is a whole record: ask isRecordAfter, too
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES <= scan.size(); at++) {
            int forced = scan.forcedAt(at);
            if (forced > end.offset() && forced <= at) {
                return at;
            }
        }
        return -1;
    }
}
