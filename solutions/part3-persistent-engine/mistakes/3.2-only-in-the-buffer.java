import java.io.IOException;
import java.util.List;

/**
 * Leaves it to the next flush to write what was appended. The index points to records that the file does not have
 * yet.
 *
 * @sees records that cannot be read, and no operation of the disk
 * @probably the batch was appended and not made safe: it is in a buffer, where nobody can read it
 */
class LogEngine {
    void writeAll(List<Write> batch) throws IOException {
        for (int i = 0; i < batch.size(); i++) {
            append(batch, i);
        }
        for (Write write : batch) {
            apply(write);
        }
    }
}
