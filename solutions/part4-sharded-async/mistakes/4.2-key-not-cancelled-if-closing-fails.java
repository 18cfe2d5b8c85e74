import java.io.IOException;

/**
 * Cancels the key after the channel is closed, in the same {@code try}. If closing fails, the key stays at the selector, and with
 * it all that the key refers to.
 *
 * @sees a key that is still valid after a close that failed
 * @probably the key is not cancelled if closing the channel fails: cancel it first
 */
class Wire {
    void close() {
        try {
            channel.close();
            key.cancel();
        } catch (IOException _) {
            // The channel counts as closed, and the client is gone.
        }
    }
}
