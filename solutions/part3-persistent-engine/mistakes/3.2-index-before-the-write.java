import java.io.IOException;
import java.util.List;

/**
 * Lets readers see each write as soon as its record is in the buffer. If the write or the force fails, the writer is
 * told so, and everybody else reads the new value, or gets an error for a key that was fine.
 *
 * @shipped CorfuDB: its log unit changed the segment's index after each write and before the fsync of the batch
 *     (issue 2470)
 * @sees new values, or records that cannot be read, after a batch that has failed
 * @probably the index points to records that may never be on disk: first safe, then visible
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
