import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Reads into the input's array and does not move the writer index. The bytes are in the array, after the end of what
 * the decoder reads.
 *
 * @sees {@code EOFException} for every answer, although all of it was read
 * @probably the bytes are in the array, and the writer index was not moved past them
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
            int read = socket.getInputStream().read(input.array(), input.arrayOffset() + at, input.writableBytes());
            return read;
        } catch (SocketTimeoutException _) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
    }
}
