import java.io.IOException;

/**
 * Reads without a time limit. When the server's machine loses power, no byte says so, and the client waits for its
 * answer for ever.
 *
 * @shipped the JDK's own default: a socket, and a {@code HttpURLConnection} on top of it, waits without a limit
 *     unless told otherwise
 * @sees a wait that ends when the server closes, with {@code EOFException}, and not when the call time is over
 * @probably the read has no time limit: call setSoTimeout with the time that is left until `end`
 */
class KvClient {
    private int read(long end) throws IOException {
        if (!input.isWritable()) {
            input.ensureWritable(input.capacity());
        }
        int at = input.writerIndex();
        int read = socket.getInputStream().read(input.array(), input.arrayOffset() + at, input.writableBytes());
        input.writerIndex(at + Math.max(read, 0));
        return read;
    }
}
