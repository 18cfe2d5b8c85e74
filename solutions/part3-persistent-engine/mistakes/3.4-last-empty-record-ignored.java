import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Ends the search one byte too early. A record without payload at the end of the file is as long as a header, and is never
 * looked at.
 *
 * @sees the records before the damage, and no exception, where the last record is a witness and has no payload
 * @probably the last offset at which a record can begin is scan.size() - HEADER_BYTES: compare with <=, not <
 */
class TornTail {
    static long witness(SegmentScan scan, End end) throws IOException {
        for (long at = end.offset() + 1; at + RecordFormat.HEADER_BYTES < scan.size(); at++) {
            int forced = scan.forcedAt(at);
            if (forced > end.offset() && forced <= at && scan.isRecordAfter(end, at)) {
                return at;
            }
        }
        return -1;
    }
}
