import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes everything that is no record for a torn tail, and cuts there. One flipped bit in the middle of the file, and
 * all that was written since is gone, without a word.
 *
 * @shipped Prometheus: the repair of its write-ahead log deletes what comes after the first bad record, and all newer
 *     segments (issue 13152)
 * @sees the records in front of the damage, and no exception, where thousands may have come after it
 * @probably a bad record was taken for the end, though records behind it say that it was safe once
 */
class TornTail {
    static void refuseDamage(SegmentScan scan, End end) throws IOException {
        // A crash, what else.
    }
}
