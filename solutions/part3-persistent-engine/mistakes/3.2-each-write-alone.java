import java.io.IOException;
import java.util.List;

/**
 * Makes each write safe on its own, one after the other: a force for each, and half a batch is done when the next one
 * fails.
 *
 * @sees six operations of the disk for three writes, where two would do
 * @probably a force for each write: append all, then make them safe together
 */
class LogEngine {
    void writeAll(List<Write> batch) throws IOException {
        for (int i = 0; i < batch.size(); i++) {
            append(batch, i);
            makeDurable();
            apply(batch.get(i));
        }
    }
}
