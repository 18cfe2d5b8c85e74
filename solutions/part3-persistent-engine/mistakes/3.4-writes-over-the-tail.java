import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Goes on behind the last whole record and leaves the tail, which will be written over. As long as the new records
 * are shorter than the tail, the rest of it stays; and a whole record in it can come to lie right behind a new one.
 *
 * @sees a record of before the crash behind the new one, though it was gone in between
 * @probably the tail was not cut off, and what is left of it may fit behind the new records
 */
class RecordLog {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        newest.force();
        return (int) end.offset();
    }
}
