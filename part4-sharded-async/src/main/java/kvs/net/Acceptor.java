package kvs.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import kvs.server.Address;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on one address and hands each to a loop.
 *
 * <pre>
 *   ONE_LISTENER                                PORT_PER_LOOP (SO_REUSEPORT)
 *
 *   port ---&gt; a loop that only accepts          port ---&gt; loop 0 accepts and serves
 *               |        |       |                 '---&gt; loop 1 accepts and serves
 *             loop 0   loop 1   loop 2
 *             the one with the fewest           the kernel distributes connections by a hash of their address
 * </pre>
 *
 * <p>The kernel does not count the connections of a loop: with few clients, a loop may get none.
 */
public final class Acceptor {

    /** How connections come to the loops. */
    public enum Mode {
        /** One listener, on a thread of its own, hands a connection to the loop with the fewest. */
        ONE_LISTENER,

        /** Each loop listens on the same port. */
        PORT_PER_LOOP
    }

    /** Connections that the kernel keeps for us while we are busy; it may have a lower limit of its own. */
    private static final int BACKLOG = 1024;

    private final InetSocketAddress address;
    private final List<Listener> listeners = new ArrayList<>();

    /** The loop that only accepts; null if each loop accepts. */
    private final @Nullable EventLoop own;

    private Acceptor(InetSocketAddress address, @Nullable EventLoop own) {
        this.address = address;
        this.own = own;
    }

    /**
     * Binds {@code address} and begins to accept.
     *
     * @param address port 0 takes any free port: see {@link #address}
     * @param loops with the same limits, clock and counters; at least one, all started
     * @throws IOException "could not bind …" if the address is taken, also by a server that shares it with us
     */
    public static Acceptor open(InetSocketAddress address, Mode mode, List<EventLoop> loops, SessionFactory factory)
            throws IOException {
        List<ServerSocketChannel> channels = new ArrayList<>();
        try {
            bind(address, mode, loops.size(), channels);
            InetSocketAddress bound = (InetSocketAddress) channels.getFirst().getLocalAddress();
            return switch (mode) {
                case ONE_LISTENER -> {
                    EventLoop first = loops.getFirst();
                    EventLoop own = new EventLoop(
                            "kvs-accept",
                            first.limits().withSpinTime(Duration.ZERO),
                            first.clock(),
                            first.stats(),
                            first.onBroken());
                    own.start();
                    Acceptor acceptor = new Acceptor(bound, own);
                    acceptor.listen(own, channels.getFirst(), loops, factory);
                    yield acceptor;
                }
                case PORT_PER_LOOP -> {
                    Acceptor acceptor = new Acceptor(bound, null);
                    for (int i = 0; i < loops.size(); i++) {
                        acceptor.listen(loops.get(i), channels.get(i), List.of(loops.get(i)), factory);
                    }
                    yield acceptor;
                }
            };
        } catch (IOException | RuntimeException e) {
            for (ServerSocketChannel channel : channels) {
                channel.close();
            }
            throw e;
        }
    }

    /** Adds one or more bound channels to {@code channels}. */
    private static void bind(InetSocketAddress address, Mode mode, int loops, List<ServerSocketChannel> channels)
            throws IOException {
        if (mode == Mode.ONE_LISTENER) {
            channels.add(bind(address, false));
            return;
        }
        if (address.getPort() != 0) {
            // A second server that shares the port would get half of our connections: without SO_REUSEPORT, the kernel
            // says whether there is one.
            bind(address, false).close();
        }
        channels.add(bind(address, true));
        InetSocketAddress bound = (InetSocketAddress) channels.getFirst().getLocalAddress();
        while (channels.size() < loops) {
            channels.add(bind(bound, true));
        }
    }

    private static ServerSocketChannel bind(InetSocketAddress address, boolean shared) throws IOException {
        ServerSocketChannel channel = Address.listener(address);
        try {
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address, BACKLOG);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("could not bind " + shown(address), e);
        }
    }

    private static String shown(InetSocketAddress address) {
        return address.isUnresolved() ? address.getHostString() + ":" + address.getPort() : Address.show(address);
    }

    private void listen(EventLoop loop, ServerSocketChannel channel, List<EventLoop> targets, SessionFactory factory)
            throws IOException {
        Listener listener = new Listener(loop, channel, targets, factory);
        listeners.add(listener);
        if (!loop.offer(listener::begin)) {
            throw new IOException("the event loop takes no messages: its mailbox is full, or it has ended");
        }
    }

    /** Returns the address that is bound, with its port. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Stops accepting; returns when the port is free. Connections stay. For any thread but the loops' own. To stop a
     * server: this first, then {@link EventLoop#stopAll}.
     */
    public void close() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(listeners.size());
        for (Listener listener : listeners) {
            listener.close(closed::countDown);
        }
        closed.await();
        if (own != null) {
            own.stop(Duration.ofSeconds(1));
        }
    }
}
