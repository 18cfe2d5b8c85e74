import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Goes on at the end of the file, whatever is there. In most logs the next start stops at the garbage, and what was
 * added behind it is lost. Here it is worse and better: the new records are witnesses against it, and the log is not
 * opened.
 *
 * @shipped Kuzu: its first recovery left the bad records in the write-ahead log, and later transactions were added
 *     behind them (pull request 5852)
 * @sees LogDamagedException at the second start, for bytes that the first one left there; or records that are gone
 * @probably what is appended behind bytes that are no record is never found again: cut them off first
 */
class RecordLog {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        newest.force();
        return (int) newest.size();
    }
}
