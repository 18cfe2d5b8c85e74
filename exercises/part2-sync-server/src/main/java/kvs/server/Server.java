package kvs.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.engine.KvEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that blocks: one thread accepts, one keeps time, and each connection has a thread for as long as it lasts.
 *
 * <pre>
 *   kvs-accept --admit--> Connection on a thread of options.concurrency() ----> KvEngine
 *       |                     ^                    |
 *       +--refuse             | keepTime           | SHUTDOWN
 *                         kvs-watch             kvs-stop:  port, connections, engine, answer
 * </pre>
 *
 * <p>A server runs once. Any thread may call any method.
 */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** How many connections may wait in the kernel for the accepting thread. */
    private static final int BACKLOG = 1024;

    /** After a failed accept, which as a rule means too many open files, and that some need to be closed. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerOptions options;
    private final KvEngine engine;
    private final Refusals refusals;

    /** Places for connections. */
    private final Semaphore places;

    /** Those that talk or wait for a thread. */
    private final Set<Connection> talking = ConcurrentHashMap.newKeySet();

    /** Those whose SHUTDOWN is answered when everything else is over. */
    private final Set<Connection> asking = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** The port is free, no connection talks, the engine is closed. */
    private final Outcome quiet = new Outcome();

    /** Quiet, and those that asked for it have their answer. */
    private final Outcome stopped = new Outcome();

    // Set by start(), before there is another thread that could look.
    private @Nullable Running running;

    /** What a server has while it runs. */
    private record Running(ServerSocket listener, ExecutorService threads, Thread acceptor, Thread watchman) {}

    /** @param engine the server's own once it has been started: it is closed when the server stops */
    public Server(ServerOptions options, KvEngine engine) {
        this.options = options;
        this.engine = engine;
        this.refusals = new Refusals(options);
        this.places = new Semaphore(options.limits().maxConnections());
    }

    /**
     * Binds the address and begins to accept.
     *
     * @return the address that is bound; with its port, where options left that open
     * @throws IOException if the address cannot be bound; the engine is then still the caller's
     * @throws IllegalStateException if it has been started before
     */
    public InetSocketAddress start() throws IOException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("a server starts once");
        }
        ServerSocket listener = bind(options.address());
        InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
        ExecutorService threads = options.concurrency().threads();
        Thread acceptor = Thread.ofPlatform().name("kvs-accept").unstarted(() -> accept(listener, threads));
        Thread watchman = Thread.ofPlatform().name("kvs-watch").daemon().unstarted(this::watch);
        running = new Running(listener, threads, acceptor, watchman);
        acceptor.start();
        watchman.start();
        LOG.info(
                "kvs-server {} listens on {}: engine {}, protocol {}, threads {}",
                Version.text(),
                Address.show(address),
                engine.name(),
                options.codec().name(),
                options.concurrency().name());
        return address;
    }

    private static ServerSocket bind(InetSocketAddress address) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.bind(address, BACKLOG);
            return listener;
        } catch (IOException e) {
            listener.close();
            throw new IOException("could not bind " + Address.show(address), e);
        }
    }

    private void accept(ServerSocket listener, ExecutorService threads) {
        while (!stopping.get()) {
            try {
                Socket socket = listener.accept();
                try {
                    admit(socket, threads);
                } catch (RuntimeException | OutOfMemoryError e) {
                    LOG.error("a connection could not be taken in; the server goes on", e);
                    socket.close();
                }
            } catch (IOException e) {
                if (!stopping.get()) {
                    LOG.warn("could not accept a connection: {}", ErrorLine.of(e));
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes a connection in and hands it to {@code threads}; or {@linkplain Refusals#refuse refuses} it, if as many as
     * the limit allows are here. The accepting thread calls this and has to be back at once, whatever the peer does.
     *
     * @exercise 2.7
     */
    private void admit(Socket socket, ExecutorService threads) {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /** A connection is closed: its place is free. Called once for each that was admitted. */
    void ended(Connection connection) {
        places.release();
        talking.remove(connection);
        asking.remove(connection);
        announce();
    }

    /** Looks after the time limits of all connections. */
    private void watch() {
        ServerLimits limits = options.limits();
        long shortest =
                Math.min(limits.idleTime().toMillis(), limits.requestTime().toMillis());
        Duration tick = Duration.ofMillis(Math.clamp(shortest / 10, 5, 500));
        try {
            while (!stopped.isKnown()) {
                Thread.sleep(tick);
                talking.forEach(Connection::keepTime);
                asking.forEach(Connection::keepTime);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops, and returns when that is done: requests in hand are answered, connections closed, the engine is flushed
     * and closed, and the port is free. A second call waits for the first and ends the same way. Nothing, if the server
     * has not been started.
     *
     * @throws IOException if the engine could not be flushed or closed
     */
    public void stop() throws IOException {
        if (running != null) {
            beginStop();
            stopped.join();
        }
    }

    /** Waits until somebody has stopped the server; ends as {@link #stop} does. */
    public void awaitStopped() throws InterruptedException, IOException {
        stopped.await();
    }

    /** Stops for a connection that asks for it, and returns when that connection may be answered. */
    void stopFor(Connection connection) throws IOException {
        asking.add(connection);
        talking.remove(connection);
        announce();
        beginStop();
        quiet.join();
    }

    /**
     * Starts a thread that {@linkplain #runStop stops} the server, unless there is one, and does not wait for it. Any
     * number of signals, callers and clients may want this at the same time.
     *
     * @exercise 2.6
     */
    private void beginStop() {
        throw new UnsupportedOperationException("exercise 2.6: not written yet");
    }

    /** Runs on a thread of its own, so that a connection may ask for it. Whatever happens, nobody waits for ever. */
    private void runStop() {
        LOG.info("stopping: {} connections", talking.size());
        Duration grace = options.limits().stopGrace();
        try {
            windDown(grace);
            quiet.succeed();
        } catch (IOException | RuntimeException e) {
            LOG.error("stopping: {}", ErrorLine.of(e), e);
            quiet.fail(e);
        }
        if (!awaitEmpty(asking, grace)) {
            asking.forEach(Connection::cut);
        }
        Running was = Objects.requireNonNull(running);
        was.threads.shutdown();
        was.watchman.interrupt();
        LOG.info("stopped");
        stopped.as(quiet);
    }

    /**
     * Ends everything, in this order: nobody new is let in and the {@linkplain #closeListener port is released};
     * connections {@linkplain Connection#stop finish} what is in hand, and those that have not {@linkplain #awaitEmpty
     * ended} after {@code grace} are {@linkplain Connection#cut cut}, for which they get as long again; the engine is
     * flushed, and closed even if that failed.
     *
     * @throws IOException if the engine could not be flushed or closed
     * @exercise 2.6
     */
    private void windDown(Duration grace) throws IOException {
        throw new UnsupportedOperationException("exercise 2.6: not written yet");
    }

    /** Releases the port. When it returns, no connection will be taken in any more. */
    private void closeListener() {
        Running is = Objects.requireNonNull(running);
        try {
            is.listener.close();
            is.acceptor.join();
        } catch (IOException e) {
            LOG.warn("could not close the listening socket: {}", ErrorLine.of(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until all of {@code connections} have ended; false if some have not after {@code time}. */
    private synchronized boolean awaitEmpty(Set<Connection> connections, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!connections.isEmpty()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    /** Waits until there are at most {@code most} connections; for tests. */
    synchronized void awaitConnections(int most) throws InterruptedException {
        while (talking.size() > most) {
            wait();
        }
    }

    private synchronized void announce() {
        notifyAll();
    }
}
