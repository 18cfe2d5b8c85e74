package kvs.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import kvs.engine.KvEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blocking server: one thread accepts, one enforces deadlines, and each connection has a thread until it closes.
 *
 * <pre>
 *   kvs-accept --admit--> Connection on a thread of options.threadModel() ----> KvEngine
 *       |                     ^                    |
 *       +--reject             | enforceDeadline    | SHUTDOWN
 *                         kvs-watch             kvs-stop:  port, connections, engine, answer
 * </pre>
 *
 * <p>A server runs once. Any thread may call any method.
 */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /** The number of connections that may wait in the kernel for the accepting thread. */
    private static final int BACKLOG = 1024;

    private final ServerOptions options;
    private final KvEngine engine;
    private final LongSupplier clock;
    private final ConnectionRejector rejector;

    /** One permit for each further connection that the limit allows. */
    private final Semaphore permits;

    /** Connections that are being served or wait for a thread; a stop waits for them. */
    private final Set<Connection> active = ConcurrentHashMap.newKeySet();

    /** Connections whose SHUTDOWN is answered when the stop is complete; a stop does not wait for them. */
    private final Set<Connection> awaitingShutdown = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** Completes when the port is free, no connection is active and the engine is closed; or with the failure. */
    private final CompletableFuture<Boolean> drained = new CompletableFuture<>();

    /** Completes as {@link #drained} has, when those connections that sent SHUTDOWN have their answer too. */
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    /** Set by {@link #start}, before any other thread exists that could read it; null until then. */
    private @Nullable Running running;

    /** The socket and threads of a running server. */
    private record Running(ServerSocket listener, ExecutorService threads, Thread acceptor, Thread watchdog) {}

    /** @param engine belongs to the server once it has started, which closes it when it stops */
    public Server(ServerOptions options, KvEngine engine) {
        this(options, engine, System::nanoTime);
    }

    /** @param clock measures the grace of a stop, in nanoseconds, as {@link System#nanoTime} does */
    Server(ServerOptions options, KvEngine engine, LongSupplier clock) {
        this.options = options;
        this.engine = engine;
        this.clock = clock;
        this.rejector = new ConnectionRejector(options);
        this.permits = new Semaphore(options.limits().maxConnections());
    }

    /**
     * Binds the address and begins to accept connections.
     *
     * @return the bound address; with the port that the system chose, if the options say port 0
     * @throws IOException if the address cannot be bound; the engine then still belongs to the caller
     * @throws IllegalStateException if the server has been started before
     */
    public InetSocketAddress start() throws IOException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("this server has already been started; create a new one to start again");
        }
        ServerSocket listener = bind(options.address());
        InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
        ExecutorService threads = options.threadModel().threads();
        Thread acceptor = Thread.ofPlatform().name("kvs-accept").unstarted(() -> accept(listener, threads));
        Thread watchdog = Thread.ofPlatform().name("kvs-watch").daemon().unstarted(this::enforceDeadlines);
        running = new Running(listener, threads, acceptor, watchdog);
        acceptor.start();
        watchdog.start();
        LOG.info(
                "kvs-server {} listens on {}: engine {}, protocol {}, threads {}",
                Version.text(),
                Address.showListening(address),
                engine.name(),
                options.codec().name(),
                options.threadModel().name());
        return address;
    }

    private static ServerSocket bind(InetSocketAddress address) throws IOException {
        ServerSocket listener = Address.serverSocket(address);
        try {
            listener.bind(address, BACKLOG);
            return listener;
        } catch (IOException e) {
            listener.close();
            throw new IOException("could not bind " + Address.show(address), e);
        }
    }

    private void accept(ServerSocket listener, ExecutorService threads) {
        AcceptFailures failures = new AcceptFailures(LOG, clock);
        while (!stopping.get()) {
            try {
                Socket socket = listener.accept();
                failures.succeeded();
                try {
                    admit(socket, threads);
                } catch (RuntimeException | OutOfMemoryError e) {
                    if (e instanceof OutOfMemoryError error && !OutOfMemory.isLackOfThreads(error)) {
                        throw e;
                    }
                    LOG.error("could not admit a connection: closed it; the server continues to run", e);
                    socket.close();
                }
            } catch (IOException e) {
                if (!stopping.get()) {
                    failures.failed(e);
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AcceptFailures.PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Admits a connection and hands it to {@code threads}; or {@linkplain ConnectionRejector#reject rejects} it, and
     * does nothing else, if the server has as many connections as its limit allows. The accepting thread calls this, so
     * it must return at once, whatever the client does.
     *
     * @exercise 2.7
     */
    private void admit(Socket socket, ExecutorService threads) {
        throw new UnsupportedOperationException("exercise 2.7: not written yet");
    }

    /** Frees the place of a connection that has closed. Called once for each connection that was admitted. */
    void ended(Connection connection) {
        permits.release();
        active.remove(connection);
        awaitingShutdown.remove(connection);
        announce();
    }

    /** Enforces the time limits of all connections until the server has stopped. */
    private void enforceDeadlines() {
        ServerLimits limits = options.limits();
        long shortest =
                Math.min(limits.idleTime().toMillis(), limits.requestTime().toMillis());
        Duration tick = Duration.ofMillis(Math.clamp(shortest / 10, 5, 500));
        try {
            while (!stopped.isDone()) {
                Thread.sleep(tick);
                active.forEach(Connection::enforceDeadline);
                awaitingShutdown.forEach(Connection::enforceDeadline);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops the server. When this returns, requests in progress have been answered, connections are closed, the engine
     * is flushed and closed, and the port is free. A second call waits for the first and has the same result. Does
     * nothing if the server has not been started.
     *
     * @throws IOException if the engine could not be flushed or closed
     */
    public void stop() throws IOException {
        if (running != null) {
            beginStop();
            join(stopped);
        }
    }

    /** Waits until the server has stopped, whatever stops it; has the same result as {@link #stop}. */
    public void awaitStopped() throws InterruptedException, IOException {
        try {
            stopped.get();
        } catch (ExecutionException e) {
            throw stopFailed(e.getCause());
        }
    }

    /** Waits for one step of the stop, interrupted or not. */
    private static void join(CompletableFuture<Boolean> step) throws IOException {
        try {
            step.join();
        } catch (CompletionException e) {
            throw stopFailed(e.getCause());
        }
    }

    /** A new exception for each caller: its stack trace shows the caller, its cause the failure. */
    private static IOException stopFailed(@Nullable Throwable cause) {
        return new IOException("the server stopped with an error", cause);
    }

    /** Stops the server on request of a connection; returns when that connection may answer its SHUTDOWN. */
    void stopFor(Connection connection) throws IOException {
        awaitingShutdown.add(connection);
        active.remove(connection);
        announce();
        beginStop();
        join(drained);
    }

    /**
     * Starts a thread that {@linkplain #runStop stops} the server, and returns without waiting for it. Only the first
     * call does so; any number of signals, callers and clients may call this at the same time.
     *
     * @exercise 2.6
     */
    private void beginStop() {
        throw new UnsupportedOperationException("exercise 2.6: not written yet");
    }

    /** Stops the server, on a thread of its own, so that a connection may wait for it. Completes both futures. */
    private void runStop() {
        LOG.info("stopping: {} connections", active.size());
        Duration grace = options.limits().stopGrace();
        Exception failure = null;
        try {
            windDown(grace);
        } catch (IOException | RuntimeException e) {
            LOG.error("stopping: {}", ErrorLine.of(e), e);
            failure = e;
        }
        complete(drained, failure);
        if (!awaitEmpty(awaitingShutdown, grace)) {
            awaitingShutdown.forEach(Connection::abort);
        }
        Running was = Objects.requireNonNull(running);
        was.threads.shutdown();
        was.watchdog.interrupt();
        LOG.info("stopped");
        complete(stopped, failure);
    }

    private static void complete(CompletableFuture<Boolean> step, @Nullable Exception failure) {
        if (failure == null) {
            step.complete(true);
        } else {
            step.completeExceptionally(failure);
        }
    }

    /**
     * Shuts down, from the outside in. First it {@linkplain #closeListener releases the port}, so that no client is
     * admitted any more. Then connections {@linkplain Connection#stop finish} their request in progress. Those that
     * have not {@linkplain #awaitEmpty ended} after {@code grace} are {@linkplain Connection#abort aborted}, and get
     * {@code grace} once more to end. Last, the engine is flushed, and closed even if the flush failed.
     *
     * @throws IOException if the engine could not be flushed or closed
     * @exercise 2.6
     */
    private void windDown(Duration grace) throws IOException {
        throw new UnsupportedOperationException("exercise 2.6: not written yet");
    }

    /** Releases the port. When this returns, no further connection will be admitted. */
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

    /** Waits until all of {@code connections} have ended; returns false if some have not after {@code time}. */
    private synchronized boolean awaitEmpty(Set<Connection> connections, Duration time) {
        long end = clock.getAsLong() + time.toNanos();
        try {
            while (!connections.isEmpty()) {
                long left = (end - clock.getAsLong()) / 1_000_000;
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

    /** Waits until at most {@code max} connections are active; for tests. */
    synchronized void awaitConnections(int max) throws InterruptedException {
        while (active.size() > max) {
            wait();
        }
    }

    /** Wakes the threads that wait for a change of the connections. */
    synchronized void announce() {
        notifyAll();
    }
}
