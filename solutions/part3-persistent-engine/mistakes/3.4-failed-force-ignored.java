import java.io.IOException;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;

/**
 * Catches the failure of the force, so that the log can be opened all the same. Its records are shown to readers, and may
 * be lost with the power.
 *
 * @sees a log that is opened although its newest segment could not be forced
 * @probably the exception of a force must reach the caller: nothing afterwards can repair it
 */
class LogOpening {
    private static int cutTail(DiskFile newest, End end) throws IOException {
        if (end.fault() != null) {
            newest.truncate(end.offset());
        }
        try {
            newest.force();
        } catch (IOException e) {
            LOG.warn("{} could not be forced", newest.path(), e);
        }
        return (int) end.offset();
    }
}
