import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Gives each read the whole call time. A server that sends a byte now and then keeps its client for as long as it likes:
 * with one byte every 29 seconds, an answer of 1,000 bytes takes eight hours of a call time of 30 seconds.
 *
 * @sees a long answer waited for until its server hangs up, a byte at a time, long after the call time
 * @probably each read was given the whole call time, and a slow server sends a little before it is over, every time
 */
class KvClient {
    private int read(long end) throws IOException {
        if (!input.isWritable()) {
            input.ensureWritable(input.capacity());
        }
        try {
            socket.setSoTimeout((int) options.callTime().toMillis());
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
