import java.io.IOException;
import kvs.log.SegmentScan.End;

/**
 * Takes everything that is no record for damage. Then the store does not start after the first loss of power, and
 * an operator has to cut the file by hand.
 *
 * @shipped the reference solution of PingCAP's Talent Plan: opening the store ends with the error of the first
 *     command that cannot be read. So does RocksDB in its mode kAbsoluteConsistency, where it is meant (issue
 *     1351)
 * @sees LogDamagedException for a file that was cut short in the middle of its last record
 * @probably a crash leaves half a record at the end, which was never forced: only a witness makes it damage
 */
class TornTail {
    static void requireTorn(SegmentScan scan, End end) throws IOException {
        throw new LogDamagedException(scan.file().path(), end.offset(), String.valueOf(end.fault()));
    }
}
