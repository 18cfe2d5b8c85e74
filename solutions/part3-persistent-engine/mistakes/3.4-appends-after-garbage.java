import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Appends at the end of the file, whatever is there. In most logs the next start stops at the garbage, and the
 * records after it are lost. Here the new records are witnesses against it, and the log is not opened.
 *
 * @shipped Kuzu: its first recovery left the bad records in the write-ahead log, and later transactions were added
 *     behind them (pull request 5852)
 * @sees LogDamagedException at the second start, for bytes that the first one left there; or records that are
 *     missing
 * @probably records that are appended after bytes that are no record are not found again: cut those bytes off
 *     first
 */
class LogOpening {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        newest.force();
        return (int) newest.size();
    }
}
