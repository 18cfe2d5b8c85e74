package kvs.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to connections above the limit: they are told why, in the protocol's words if it has any, and closed. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** How many may be told at a time. In a flood, the others are closed without a word. */
    private static final int AT_A_TIME = 100;

    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final byte[] words;
    private final int limit;

    Refusals(ServerOptions options) {
        this.limit = options.limits().maxConnections();
        ByteBuf out = Unpooled.buffer();
        try {
            options.codec()
                    .write(
                            new Response.Error("too many connections: this server takes " + limit),
                            new Command.Ping(Bytes.EMPTY),
                            out);
        } catch (NotEncodableException _) {
            // This protocol refuses in silence.
        }
        this.words = new byte[out.readableBytes()];
        out.readBytes(words);
    }

    /**
     * Refuses; returns at once. On a platform thread: where virtual threads keep all processors busy, one that is
     * started from outside may wait long for its first turn.
     */
    void refuse(Socket socket) {
        LOG.debug("connection from {} refused: {} are here", socket.getRemoteSocketAddress(), limit);
        if (places.tryAcquire()) {
            Thread.ofPlatform().name("kvs-refuse").daemon().start(() -> {
                try {
                    tell(socket);
                } finally {
                    places.release();
                }
            });
        } else {
            close(socket);
        }
    }

    private void tell(Socket socket) {
        try {
            // Few enough for the empty buffer of a new socket: this write does not wait for the peer.
            socket.getOutputStream().write(words);
            Farewell.close(socket);
        } catch (IOException _) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a refused connection: {}", ErrorLine.of(e));
        }
    }
}
