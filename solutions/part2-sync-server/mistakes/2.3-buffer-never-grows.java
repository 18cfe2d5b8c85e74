import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Does not grow a full input. A read with a length of 0 returns 0 at once: the client reads again and again, and
 * keeps a processor busy until the call time is over.
 *
 * @sees {@code SocketTimeoutException} for an answer of 20,006 bytes that has arrived, and short ones that are right
 * @probably the input is full, and a read of length 0 returns 0 for ever: make the input grow
 */
class KvClient {
    private int read(long end) throws IOException {
        long leftMillis = (end - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
        try {
            socket.setSoTimeout((int) leftMillis);
            int at = input.writerIndex();
            int read = socket.getInputStream().read(input.array(), input.arrayOffset() + at, input.writableBytes());
            input.writerIndex(at + Math.max(read, 0));
            return read;
        } catch (SocketTimeoutException _) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
    }
}
