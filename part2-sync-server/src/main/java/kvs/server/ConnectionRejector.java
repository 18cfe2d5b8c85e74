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

/** Rejects connections above the limit: sends the reason, if the protocol has errors, and closes the connection. */
final class ConnectionRejector {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRejector.class);

    /** The number of clients that can be sent the reason at a time. In a flood, the others are closed without it. */
    private static final int MAX_AT_ONCE = 100;

    private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
    private final byte[] reason;
    private final int limit;

    ConnectionRejector(ServerOptions options) {
        this.limit = options.limits().maxConnections();
        ByteBuf out = Unpooled.buffer();
        try {
            options.codec()
                    .write(
                            new Response.Error("too many connections: the limit is " + limit + " (--max-connections)"),
                            new Command.Ping(Bytes.EMPTY),
                            out);
        } catch (NotEncodableException _) {
            // This protocol has no errors: the connection is closed without a reason.
        }
        this.reason = new byte[out.readableBytes()];
        out.readBytes(reason);
    }

    /**
     * Rejects a connection; returns at once. The work runs on a platform thread: while virtual threads keep all
     * processors busy, a new virtual thread may wait long for its first turn.
     */
    void reject(Socket socket) {
        LOG.debug("connection from {} rejected: {} connections are open", socket.getRemoteSocketAddress(), limit);
        if (permits.tryAcquire()) {
            Thread.ofPlatform().name("kvs-reject").daemon().start(() -> {
                try {
                    sendReason(socket);
                } finally {
                    permits.release();
                }
            });
        } else {
            close(socket);
        }
    }

    private void sendReason(Socket socket) {
        try {
            // The reason fits into the empty send buffer of a new socket: this write does not wait for the client.
            socket.getOutputStream().write(reason);
            LingeringClose.close(socket);
        } catch (IOException _) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("could not close a rejected connection: {}", ErrorLine.of(e));
        }
    }
}
