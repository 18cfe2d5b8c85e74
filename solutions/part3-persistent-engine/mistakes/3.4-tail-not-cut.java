import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Continues after the last whole record and leaves the tail to be overwritten. As long as the new records are
 * shorter than the tail, the rest of it stays, and a whole record in it can come to lie right after a new one.
 *
 * @sees a record from before the crash after the new one
 * @probably the tail was not cut off, and a record in it can follow the new records
 */
class LogOpening {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        newest.force();
        return (int) end.offset();
    }
}
