import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Cuts, and does not force. After a kill the file holds records that are with the operating system only. Readers see
 * them, and then the power fails.
 *
 * @sees records that were there after the first start, and are not after the second
 * @probably the records that were found may never have been forced: force before anybody relies on them
 */
class RecordLog {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        if (end.fault() != null) {
            newest.truncate(end.offset());
        }
        return (int) end.offset();
    }
}
