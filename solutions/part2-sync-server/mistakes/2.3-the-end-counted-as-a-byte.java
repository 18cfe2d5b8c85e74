import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Moves the input's end by what read returned, which at the end of the stream is -1. The last byte that came is given
 * back; where none came, the input's end would be in front of its start, and that is no {@code EOFException}.
 *
 * @sees {@code IndexOutOfBoundsException} where the server closed, and {@code EOFException} was expected
 * @probably -1 is not a number of bytes: at the end of the stream the input stays as it is
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
