package kvs.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * Closes a connection so that the peer can still read our last words.
 *
 * <p>A socket that is closed while bytes from the peer lie in it unread sends a reset, and a reset may overtake what
 * was written before: the peer never learns why. So we say that nothing more will come, and take in what the peer is
 * still sending, for a moment.
 */
final class Farewell {
    /** A moment. */
    static final Duration LONGEST = Duration.ofSeconds(1);

    private static final int READ_BYTES = 4096;

    private Farewell() {}

    static void close(Socket socket) {
        try (socket) {
            socket.shutdownOutput();
            long end = System.nanoTime() + LONGEST.toNanos();
            InputStream in = socket.getInputStream();
            byte[] ignored = new byte[READ_BYTES];
            for (long left = LONGEST.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout((int) left);
                if (in.read(ignored) < 0) {
                    return;
                }
            }
        } catch (IOException _) {
            // The peer has gone, or will not stop: either way there is nobody to be polite to.
        }
    }
}
