import java.io.IOException;
import java.util.List;

/**
 * Leaves it to the next flush to write what was appended. The keydir points to records that the file does not contain
 * yet.
 *
 * @sees records that cannot be read, and no disk operation
 * @probably the batch was appended and not made durable: its records are still in a buffer, where no read finds them
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
