import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Makes no room when the input is full. To read into no room at all gives 0, at once: the client asks again and again, and
 * keeps a processor busy until its time is over.
 *
 * @sees {@code SocketTimeoutException} for an answer of 20,006 bytes that has long arrived, and short ones that are right
 * @probably the input is full, and a read into no room gives 0 bytes, for ever: make it grow
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
