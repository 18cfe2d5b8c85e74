import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Cuts, and does not force. After a kill the file holds records that only the operating system has. Readers see
 * them, and then the power fails.
 *
 * @sees records that are found at the first start, and are missing at the second
 * @probably the records that were found may never have been forced: force them before a reader sees them
 */
class LogOpening {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        if (end.fault() != null) {
            newest.truncate(end.offset());
        }
        return (int) end.offset();
    }
}
