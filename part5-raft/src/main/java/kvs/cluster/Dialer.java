package kvs.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import kvs.net.EventLoop;
import kvs.net.SessionFactory;

/**
 * Opens connections to other nodes. A loop does not wait for a connection to be made, and a name to be looked up: a
 * thread of its own does, once for each connection.
 *
 * @param loop that serves the connections
 * @param timeout after which an attempt fails
 */
public record Dialer(EventLoop loop, Duration timeout) {

    /**
     * Connects to {@code host}. The loop opens a session once that is done.
     *
     * @param failed is called on the loop's thread if it cannot be done
     */
    public void dial(String host, int port, SessionFactory factory, Consumer<IOException> failed) {
        Thread.ofVirtual().name("kvs-dial").start(() -> {
            try {
                // The loop closes the channel if it does not take it.
                loop.register(connect(host, port), factory);
            } catch (IOException e) {
                loop.offer(() -> failed.accept(e));
            }
        });
    }

    private SocketChannel connect(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("could not look up the name " + host);
        }
        SocketChannel channel = SocketChannel.open();
        try {
            // Of a channel, only its socket has a time-out.
            channel.socket().connect(address, Math.toIntExact(timeout.toMillis()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
