import java.io.IOException;
import java.util.List;

/**
 * Shows each write to readers as soon as its record is in the buffer. If the write or the force fails, the writer gets
 * an exception, and all readers get the new value, or an error for a key that was fine.
 *
 * @shipped CorfuDB: its log unit changed the segment's index after each write and before the fsync of the batch (issue
 *     2470)
 * @sees new values, or records that cannot be read, after a batch that has failed
 * @probably the keydir points to records that may never be on disk: first make them durable, then apply them
 */
class LogEngine {
    void writeAll(List<Write> batch) throws IOException {
        for (int i = 0; i < batch.size(); i++) {
            append(batch, i);
            apply(batch.get(i));
        }
        makeDurable();
    }
}
