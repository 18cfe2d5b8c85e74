import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Gives up when less than nothing is left, and forgets what 0 means. With less than a millisecond left, the read has no
 * limit at all.
 *
 * @sees a wait for ever with a call time of 1 ms, and the limit kept with one of 50
 * @probably setSoTimeout(0) means without a limit: with no whole millisecond left there is nothing left to wait for
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
