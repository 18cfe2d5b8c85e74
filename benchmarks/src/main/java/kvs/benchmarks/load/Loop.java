package kvs.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ThreadMXBean;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One thread and its connections: whoever has its answers is given the next batch, until there are none left to give.
 */
final class Loop implements Callable<Tally> {
    /** How long a batch may stay without any sign of an answer before the run has failed. */
    static final Duration STALLED = Duration.ofSeconds(15);

    private static final long LOOK_ROUND_MILLIS = 100;

    private final Load load;
    private final List<SocketChannel> channels;
    private final Requests requests;
    private final AtomicBoolean stop;
    private final Duration stalled;
    private final Tally tally = new Tally();
    private final ThreadMXBean threads;

    /** Requests that count and are not yet begun. */
    private long left;

    /** Connections with a batch under way. */
    private int active;

    /** All nanoTime. */
    private long warmUntil;

    private long endAt;

    private boolean warm;
    private long busySince;

    /**
     * @param share of the requests that count, where the load is so many
     * @param stop set when another loop has failed
     * @param threads to ask what this one has spent on a processor
     */
    Loop(
            Load load,
            List<SocketChannel> channels,
            Requests requests,
            long share,
            AtomicBoolean stop,
            Duration stalled,
            ThreadMXBean threads) {
        this.load = load;
        this.channels = channels;
        this.requests = requests;
        this.left = share;
        this.stop = stop;
        this.stalled = stalled;
        this.threads = threads;
    }

    /** May be looked at from other threads for {@link Tally#answered}. */
    Tally tally() {
        return tally;
    }

    @Override
    public Tally call() throws IOException {
        try (Selector selector = Selector.open()) {
            List<Connection> connections = new ArrayList<>();
            for (SocketChannel channel : channels) {
                Connection connection = new Connection(channel, load, tally);
                channel.register(selector, SelectionKey.OP_READ, connection);
                connections.add(connection);
            }
            long now = System.nanoTime();
            warmUntil = now + load.warmUp().toNanos();
            endAt = warmUntil + load.longest().toNanos();
            for (SelectionKey key : selector.keys()) {
                next(key, (Connection) key.attachment());
            }
            run(selector, connections);
            tally.busyNanos = threads.getCurrentThreadCpuTime() - busySince;
            return tally;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private void run(Selector selector, List<Connection> connections) throws IOException {
        long lookedRound = System.nanoTime();
        while (active > 0 && !stop.get()) {
            selector.select(this::ready, LOOK_ROUND_MILLIS);
            long now = System.nanoTime();
            if (now - lookedRound > LOOK_ROUND_MILLIS * 1_000_000) {
                lookedRound = now;
                for (Connection connection : connections) {
                    if (!connection.isIdle() && now - connection.quietSince() > stalled.toNanos()) {
                        throw new SocketTimeoutException(
                                "no answer for " + stalled.toMillis() / 1e3 + " seconds on a connection");
                    }
                }
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            Connection connection = (Connection) key.attachment();
            if (key.isWritable()) {
                connection.send();
                wait(key, connection);
            }
            if (key.isReadable()) {
                boolean busy = !connection.isIdle();
                connection.receive();
                if (busy && connection.isIdle()) {
                    active--;
                    next(key, connection);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins another batch, if there is one to begin. */
    private void next(SelectionKey key, Connection connection) throws IOException {
        long now = System.nanoTime();
        if (!warm && now - warmUntil >= 0) {
            warm = true;
            busySince = threads.getCurrentThreadCpuTime();
        }
        int batch = warm ? (int) Math.min(load.pipeline(), left) : load.pipeline();
        if (batch == 0 || now - endAt >= 0) {
            return;
        }
        if (warm) {
            left -= batch;
        }
        active++;
        connection.begin(batch, requests, warm);
        wait(key, connection);
    }

    /** For answers, and for room to write where a batch did not go out whole. */
    private static void wait(SelectionKey key, Connection connection) {
        int wanted = connection.isSending() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }
}
