import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * Gives each read the whole call time. A server that sends a byte now and then can hold its client for as long as it
 * likes: with one byte every 29 seconds, an answer of 1,000 bytes takes eight hours of a call time of 30 seconds.
 *
 * @sees a long answer of single bytes that is waited for until the server closes, long after the call time
 * @probably each read got the whole call time: a slow server sends a byte before it is over, every time
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
