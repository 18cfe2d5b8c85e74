import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Moves the writer index by the result of read, which is -1 at the end of the stream. The last byte is lost; where
 * there is none, the index would be negative, and that exception is not an {@code EOFException}.
 *
 * @sees {@code IndexOutOfBoundsException} where the server closed, and {@code EOFException} was expected
 * @probably -1 is not a number of bytes: at the end of the stream the writer index stays
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
            input.writerIndex(at + read);
            return read;
        } catch (SocketTimeoutException _) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
    }
}
