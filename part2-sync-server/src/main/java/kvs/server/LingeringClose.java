package kvs.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * A close that lets the client read the server's last answer.
 *
 * <p>A socket that is closed while it holds unread bytes sends a reset. A reset may overtake what was written before
 * it, so that the client never reads the answer. So the server closes its sending side first, and for up to {@link
 * #MAX_TIME} reads and discards what the client is still sending.
 */
final class LingeringClose {
    static final Duration MAX_TIME = Duration.ofSeconds(1);

    private static final int READ_BYTES = 4096;

    private LingeringClose() {}

    /** Closes {@code socket}; returns when the client has closed its side, or after {@link #MAX_TIME}. */
    static void close(Socket socket) {
        try (socket) {
            socket.shutdownOutput();
            long end = System.nanoTime() + MAX_TIME.toNanos();
            InputStream in = socket.getInputStream();
            byte[] ignored = new byte[READ_BYTES];
            for (long left = MAX_TIME.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) left);
                if (in.read(ignored) < 0) {
                    return;
                }
            }
        } catch (IOException _) {
            // The client has gone, or does not stop sending: it does not read the answer.
        }
    }
}
