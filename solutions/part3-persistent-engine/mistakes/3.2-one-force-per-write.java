import java.io.IOException;
import java.util.List;

/**
 * Makes each write durable on its own, one after the other. That takes one force per write, and half of the batch is
 * done when a later write fails.
 *
 * @sees six disk operations for three writes, where two are enough
 * @probably each write was forced on its own: append all, then make them durable together
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
