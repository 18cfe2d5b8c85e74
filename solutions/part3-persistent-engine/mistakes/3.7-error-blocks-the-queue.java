import java.io.IOException;
import java.util.List;

/**
 * Catches every exception, but no Error. When memory runs out in a batch, the leader leaves with the Error, its batch
 * stays first in the queue, and no thread leads: all writers wait for ever, from now on.
 *
 * @sees a writer that waits for ever after the batch before it has failed with an Error
 * @probably an OutOfMemoryError is no Exception: catch Error, too, and call {@code finish} whatever is thrown
 */
class WriteQueue {
    private void lead() {
        List<Write> batch = batch();
        Throwable failure = null;
        try {
            work.write(batch);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
        Write next = finish(batch, failure);
        for (Write write : batch) {
            write.wake();
        }
        if (next != null) {
            next.wake();
        }
    }
}
