package kvs.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A server that does nothing but answer: each read the value, each write done. What a load reaches against it, on a
 * second thread of the same program, is about what the generator can reach at all; it bounds what can be measured of a
 * server that does more.
 *
 * <p>One thread of its own, from {@link #start} to {@link #close}; loopback, on a port that the system chose.
 */
final class Yardstick implements AutoCloseable {
    /** As many clients as a load may have. */
    private static final int BACKLOG = 1_024;

    private final Load load;
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Thread thread;

    private Yardstick(Load load) throws IOException {
        this.load = load;
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        thread = Thread.ofPlatform().daemon().name("yardstick").unstarted(this::serve);
    }

    /** For the clients of {@code load}, whatever its address. */
    static Yardstick start(Load load) throws IOException {
        Yardstick yardstick = new Yardstick(load);
        yardstick.thread.start();
        return yardstick;
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    private void serve() {
        try {
            while (listener.isOpen()) {
                selector.select(this::ready);
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.channel() == listener) {
                accept();
            } else if (!((Guest) key.attachment()).serve(key)) {
                key.channel().close();
            }
        } catch (IOException e) {
            // The client, in the same program, is the one to say what went wrong.
            try {
                key.channel().close();
            } catch (IOException _) {
                // There is nothing more to close.
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel channel = listener.accept();
        if (channel != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Guest(channel, load));
        }
    }

    private static final class Guest {
        private final SocketChannel channel;
        private final ByteBuf out = Unpooled.buffer();
        private final LoadProtocol.Inbox inbox;
        private final int readBytes;

        Guest(SocketChannel channel, Load load) {
            this.channel = channel;
            this.readBytes = load.readBytes();
            this.inbox = load.protocol().answers(Keys.value(load.mix().valueBytes()), out);
        }

        /** Reads nothing more while the client leaves its answers lying. False when the client is gone. */
        boolean serve(SelectionKey key) throws IOException {
            if (!out.isReadable()) {
                out.clear();
                if (inbox.buffer().writeBytes(channel, readBytes) < 0) {
                    return false;
                }
                inbox.drain();
            }
            out.readBytes(channel, out.readableBytes());
            int wanted = out.isReadable() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
