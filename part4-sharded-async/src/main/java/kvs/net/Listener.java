package kvs.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import kvs.server.AcceptFailures;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening channel at one loop. For the loop's thread, unless a method says otherwise. */
final class Listener implements Ready {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** Connections accepted in one turn: those that are open have to be served, too. */
    private static final int MAX_PER_TURN = 64;

    /** After a failure such as "Too many open files". */
    static final Duration PAUSE = AcceptFailures.PAUSE;

    /** Where connections come from: a channel, or a test's failure. */
    @FunctionalInterface
    interface Source {
        /** Returns the next connection, or null if none waits. */
        @Nullable
        SocketChannel accept() throws IOException;
    }

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Source source;
    private final List<EventLoop> targets;
    private final SessionFactory factory;
    private final AcceptFailures failures;
    private @Nullable SelectionKey key;

    Listener(EventLoop loop, ServerSocketChannel channel, List<EventLoop> targets, SessionFactory factory) {
        this(loop, channel, channel::accept, targets, factory);
    }

    Listener(
            EventLoop loop,
            ServerSocketChannel channel,
            Source source,
            List<EventLoop> targets,
            SessionFactory factory) {
        this.loop = loop;
        this.channel = channel;
        this.source = source;
        this.targets = targets;
        this.factory = factory;
        this.failures = new AcceptFailures(LOG, loop.clock()::nanos);
    }

    void begin() {
        try {
            key = loop.listen(channel, this);
        } catch (IOException e) {
            LOG.error("cannot accept connections: {}", ErrorLine.of(e));
        }
    }

    @Override
    public void ready(int operations) {
        for (int i = 0; i < MAX_PER_TURN; i++) {
            SocketChannel accepted;
            try {
                accepted = source.accept();
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                pause(e);
                return;
            }
            if (accepted == null) {
                return;
            }
            failures.succeeded();
            admit(accepted);
        }
    }

    private void pause(IOException failure) {
        loop.stats().failedAccepts.increment();
        failures.failed(failure);
        interest(0);
        loop.schedule(PAUSE, () -> interest(SelectionKey.OP_ACCEPT));
    }

    private void interest(int operations) {
        if (key != null && key.isValid()) {
            key.interestOps(operations);
        }
    }

    private void admit(SocketChannel accepted) {
        try {
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (IOException e) {
            // The client has gone already; reading will say so.
            LOG.debug("a new connection has no options: {}", ErrorLine.of(e));
        }
        if (!loop.stats().tryOpen(loop.limits().maxConnections())) {
            loop.stats().rejected.increment();
            loop.reject(accepted, factory);
            return;
        }
        loop.stats().accepted.increment();
        EventLoop target = withFewest();
        target.reserve();
        if (target == loop) {
            loop.adopt(accepted, factory);
        } else {
            loop.send(target, () -> target.adopt(accepted, factory));
        }
    }

    private EventLoop withFewest() {
        EventLoop fewest = targets.getFirst();
        for (EventLoop target : targets) {
            if (target.connections() < fewest.connections()) {
                fewest = target;
            }
        }
        return fewest;
    }

    /** Closes the channel, and calls {@code done} when the port is free. Any thread may call this. */
    void close(Runnable done) {
        if (!loop.offer(() -> closeNow(done))) {
            closeNow(done);
        }
    }

    private void closeNow(Runnable done) {
        try {
            channel.close();
            loop.releaseClosed();
        } catch (IOException e) {
            LOG.debug("a listener could not be closed: {}", ErrorLine.of(e));
        } finally {
            done.run();
        }
    }
}
