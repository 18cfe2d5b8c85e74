import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Forces before it cuts. A loss of power can then undo the cut, after the first new record has been written over
 * the tail.
 *
 * @sees the tail back in the file after a loss of power
 * @probably the cut comes after the force, so it is not part of it
 */
class LogOpening {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        newest.force();
        if (end.fault() != null) {
            newest.truncate(end.offset());
        }
        return (int) end.offset();
    }
}
