import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Reads to the start of the array each time. That works for every answer that arrives in one read; of a longer one,
 * the second read overwrites the first.
 *
 * @sees an answer of 20,006 bytes that is wrong, and short ones that are right
 * @probably the second read overwrote the bytes of the first: append at the writer index
 */
class KvClient {
    private int read(long end) throws IOException {
        long leftMillis = (end - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
        if (!input.isWritable()) {
            input.ensureWritable(input.capacity());
        }
        try {
            socket.setSoTimeout((int) leftMillis);
            int at = input.writerIndex();
            int read = socket.getInputStream().read(input.array(), input.arrayOffset(), input.writableBytes());
            input.writerIndex(at + Math.max(read, 0));
            return read;
        } catch (SocketTimeoutException _) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
    }
}
