import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes everything that is no record for a torn tail, and cuts there. One flipped bit in the middle of the file,
 * and all records after it are deleted without an error.
 *
 * @shipped Prometheus: the repair of its write-ahead log deletes what comes after the first bad record, and all
 *     newer segments (issue 13152)
 * @sees the records before the damage, and no exception, where thousands may have followed it
 * @probably damage was taken for a torn tail, though later records say that these bytes had been forced
 */
class TornTail {
    static void requireTorn(SegmentScan scan, End end) throws IOException {
        // Takes everything for a torn tail.
    }
}
