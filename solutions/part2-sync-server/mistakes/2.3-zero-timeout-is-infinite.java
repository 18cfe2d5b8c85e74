import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Gives up when less than 0 ms are left, and does not handle 0. With less than a millisecond left, the read has no
 * limit at all.
 *
 * @sees an endless wait with a call time of 1 ms, and a kept limit with one of 50
 * @probably setSoTimeout(0) means without a limit: with no whole millisecond left, throw
 */
class KvClient {
    private int read(long end) throws IOException {
        long leftMillis = (end - System.nanoTime()) / 1_000_000;
        if (leftMillis < 0) {
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
            input.writerIndex(at + Math.max(read, 0));
            return read;
        } catch (SocketTimeoutException _) {
            throw new SocketTimeoutException(
                    "no answer within " + options.callTime().toMillis() + " ms");
        }
    }
}
