package kvs.sharded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.net.NetStats;
import kvs.resp.CommandTable;
import kvs.server.Address;
import kvs.server.ErrorLine;
import kvs.server.Version;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: one {@link Front}, which serves connections in the chosen {@link Design}, and what all of them share.
 *
 * <p>A server runs once. Any thread may call any method.
 */
public final class ShardedServer {
    private static final Logger LOG = LoggerFactory.getLogger(ShardedServer.class);

    /** How long a stop waits for clients that do not read their answers. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** The largest value that an engine takes. */
    private static final int MAX_STORED_BYTES = 16 << 20;

    private final ShardedOptions options;
    private final ServerState state;
    private final Front front;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable InetSocketAddress address;
    private volatile @Nullable IOException stopFailure;

    /**
     * Opens the data; {@link #start} serves it.
     *
     * @throws IOException if the data cannot be opened, with a sentence for the operator
     */
    public ShardedServer(ShardedOptions wanted, Clock clock, Engines engines) throws IOException {
        this.options = wanted.storage() == null ? wanted : wanted.withMaxBulkBytes(MAX_STORED_BYTES);
        CommandTable commands = CommandTable.standard(options.resp().maxBulkBytes());
        NetStats net = new NetStats();
        this.state = new ServerState(options, commands, net, clock, this::stopLater);
        Sessions sessions = new Sessions(options, state, commands);
        this.front = switch (options.design()) {
            case SHARDS -> new ShardedFront(options, state, sessions, clock, net, engines);
            case STRIPED_LOOPS -> new StripedFront(options, state, sessions, clock, net);
            case STRIPED_THREADS -> new ThreadedFront(options, state, sessions, clock, Stripes.MANY);
            case ONE_LOCK -> new ThreadedFront(options, state, sessions, clock, 1);
        };
    }

    /**
     * Binds the address and serves.
     *
     * @throws IOException if the address is taken; the data is closed then
     */
    public void start() throws IOException {
        try {
            front.start();
        } catch (IOException e) {
            stopping.set(true);
            try {
                front.closeData();
            } catch (IOException notClosed) {
                e.addSuppressed(notClosed);
            } finally {
                stopped.countDown();
            }
            throw e;
        }
        InetSocketAddress bound = front.address();
        address = bound;
        state.started(bound.getPort(), front);
        LOG.info(
                "kvs-sharded {} listens on {}: {}, {}",
                Version.text(),
                Address.showListening(bound),
                front.description(),
                options.codec() == null
                        ? "protocol resp"
                        : "protocol " + options.codec().name());
    }

    /** Returns the address that the server listens on. */
    public InetSocketAddress address() {
        InetSocketAddress bound = address;
        if (bound == null) {
            throw new IllegalStateException("the server has not started");
        }
        return bound;
    }

    /** Returns what clients see of the server. */
    ServerState state() {
        return state;
    }

    /** Stops from a thread of its own: a loop cannot wait for its own end. */
    private void stopLater() {
        Thread.ofPlatform().name("kvs-stop").start(() -> {
            try {
                stop();
            } catch (IOException e) {
                LOG.error("could not stop cleanly: {}", ErrorLine.of(e), e);
            }
        });
    }

    /**
     * Stops: accepts no more connections, answers the requests under way, closes the data, and returns. A second call waits for the
     * first.
     *
     * @throws IOException if the data could not be written or closed
     */
    public void stop() throws IOException {
        try {
            if (stopping.getAndSet(true)) {
                stopped.await();
            } else {
                stopOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server was stopping", e);
        }
        IOException failure = stopFailure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void stopOnce() throws InterruptedException {
        try {
            front.stop();
            front.closeData();
            LOG.info("stopped");
        } catch (IOException e) {
            stopFailure = e;
        } finally {
            stopped.countDown();
        }
    }

    /** Returns when the server has stopped. */
    public void awaitStopped() throws IOException, InterruptedException {
        stopped.await();
        IOException failure = stopFailure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
