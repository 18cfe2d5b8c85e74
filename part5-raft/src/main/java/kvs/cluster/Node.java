package kvs.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import kvs.cluster.resp.RespOptions;
import kvs.cluster.resp.RespSessions;
import kvs.net.Acceptor;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.net.NetStats;
import kvs.net.SessionFactory;
import kvs.server.Address;
import kvs.server.ErrorLine;
import kvs.server.OutOfMemory;
import kvs.server.Version;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of a cluster: one event loop that serves clients and peers, and a thread for the disk.
 *
 * <p>A node runs once. Any thread may call any method but the loop's; {@link #start} is called once. A {@link #stop} during the
 * start ends it: everything that was opened is closed once, in one place, whichever comes first.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** How long a stop waits for clients that do not read their answers. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration DIAL_TIME = Duration.ofSeconds(1);

    /** Connections that are left over for peers when clients have taken all of theirs. */
    private static final int RESERVED_CONNECTIONS = 512;

    private final NodeOptions options;
    private final Clock clock;
    private final ReplicationProvider provider;
    private final NetStats stats = new NetStats();
    private final EventLoop loop;
    private final Admission clients;
    private final List<Acceptor> acceptors = new ArrayList<>();

    /** Held while the node starts, and while it closes what it opened: the one ends before the other begins. */
    private final Object life = new Object();

    /** Whether a stop was asked for, or the start has failed. */
    private final AtomicBoolean stopping = new AtomicBoolean();

    /** Counted down once everything is closed. */
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Why the node cannot go on; null while it can. */
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** Guarded by {@link #life}. */
    private boolean closed;

    /** Guarded by {@link #life}. */
    private @Nullable Replication replication;

    /** Guarded by {@link #life}. */
    private @Nullable HttpPage http;

    /** Creates a node with the engine that its options name. */
    public Node(NodeOptions options, Clock clock) throws IOException {
        this(options, clock, provider(options.replication()));
    }

    Node(NodeOptions options, Clock clock, ReplicationProvider provider) throws IOException {
        this.options = options;
        this.clock = clock;
        this.provider = provider;
        this.clients = new Admission(options.net().maxConnections(), options.maxUnidentified());
        int longest = Math.max(options.maxFrameBytes(), options.maxPeerFrameBytes());
        this.loop = new EventLoop(
                "kvs-node-" + options.id(),
                options.net()
                        .withMaxConnections(options.net().maxConnections() + RESERVED_CONNECTIONS)
                        .withMaxRequestBytes(longest + 2 * options.net().readBytes()),
                clock,
                stats);
    }

    private static ReplicationProvider provider(String name) throws IOException {
        if (name.equals("raft")) {
            return new RaftProvider();
        }
        List<String> names = new ArrayList<>(List.of("raft"));
        for (ReplicationProvider found : ServiceLoader.load(ReplicationProvider.class)) {
            if (found.name().equals(name)) {
                return found;
            }
            names.add(found.name());
        }
        throw new IOException(
                "there is no replication \"" + name + "\" on the class path; there is " + String.join(", ", names));
    }

    /**
     * Opens the data, binds the ports and joins the cluster.
     *
     * @throws IOException with a sentence for the operator, also if the node was told to stop meanwhile; nothing is open then
     */
    public void start() throws IOException, InterruptedException {
        synchronized (life) {
            try {
                open();
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                stopping.set(true);
                closeAll();
                throw e;
            }
        }
        LOG.info(
                "kvs-node {} listens on {} for clients{} and on {} for peers{}: node {}, directory {}, replication {}",
                Version.text(),
                options.address().forClients(),
                options.respPort() == 0 ? "" : ", on port " + options.respPort() + " for Redis clients",
                options.address().forPeers(),
                boundTo(),
                options.id(),
                options.directory(),
                options.replication());
    }

    private void open() throws IOException, InterruptedException {
        requireNotStopping();
        loop.start();
        Replication opened = provider.open(options, loop, clock, this::broken);
        replication = opened;
        requireNotStopping();
        NodeMetrics metrics = new NodeMetrics(opened, stats, clients);
        listen(options.address().clientPort(), new ClientPort(options, opened, metrics, clients));
        if (opened instanceof RaftReplication raft) {
            listen(options.address().peerPort(), connection -> new PeerSession(connection, raft.peers()));
        }
        if (options.respPort() != 0) {
            listen(options.respPort(), new CountedSessions(clients, respSessions(opened, metrics)));
        }
        if (options.httpPort() != 0) {
            http = new HttpPage(new InetSocketAddress(bindAddress(), options.httpPort()), loop, metrics);
            if (opened instanceof RaftReplication raft) {
                http.serveTrace(raft.trace());
                http.serveFaults(options.faultToken(), raft.peers()::cut);
            }
        }
        opened.start();
        requireNotStopping();
    }

    private void requireNotStopping() throws IOException {
        Throwable reason = failure.get();
        if (reason != null) {
            throw new IOException("the node could not start: " + ErrorLine.of(reason), reason);
        }
        if (stopping.get()) {
            throw new IOException("the node was told to stop while it started");
        }
    }

    private void listen(int port, SessionFactory sessions) throws IOException {
        InetSocketAddress address = new InetSocketAddress(bindAddress(), port);
        acceptors.add(Acceptor.open(address, Acceptor.Mode.PORT_PER_LOOP, List.of(loop), sessions));
    }

    private SessionFactory respSessions(Replication opened, NodeMetrics metrics) {
        Requests requests = opened;
        if (!options.redirects()) {
            Forwarding forwarding =
                    new Forwarding(options.id(), opened, new Dialer(loop, DIAL_TIME), ForwardingOptions.DEFAULT);
            metrics.add(forwarding::metrics);
            requests = forwarding;
        }
        return new RespSessions(
                options.id(), requests, opened, RespOptions.DEFAULT, clock, new SecureRandom()::nextLong);
    }

    /** Returns what the log adds if the node listens on another address than its own. */
    private String boundTo() {
        InetSocketAddress bound = clientAddress();
        return bound.getAddress().isAnyLocalAddress() ? ", bound to " + Address.showListening(bound) : "";
    }

    private InetAddress bindAddress() throws IOException {
        String host = options.bindHost() == null ? options.address().host() : options.bindHost();
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException(
                    "cannot listen on " + host + ": the name is unknown; name an IP address with --bind", e);
        }
    }

    /** Returns the address that clients reach the node on. */
    public InetSocketAddress clientAddress() {
        return acceptors.getFirst().address();
    }

    /** The node cannot go on. */
    private void broken(Throwable reason) {
        if (OutOfMemory.isCauseOf(reason)) {
            OutOfMemory.endProcess();
        }
        if (failure.compareAndSet(null, reason)) {
            LOG.error("the node stops: {}", ErrorLine.of(reason));
            stopSoon();
        }
    }

    /**
     * Hands the leadership over, answers what has arrived, and stops. Returns when all is closed; does nothing if the node
     * has stopped. An interrupt of the caller changes nothing of that.
     */
    public void stop() {
        stopSoon();
        boolean interrupted = false;
        while (true) {
            try {
                stopped.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops in a thread of the node's own, which no caller interrupts. */
    private void stopSoon() {
        if (!stopping.getAndSet(true)) {
            Thread.ofPlatform().name("kvs-stop").start(() -> {
                synchronized (life) {
                    resign();
                    closeAll();
                }
            });
        }
    }

    private void resign() {
        Replication running = replication;
        if (running != null && !closed && failure.get() == null) {
            closing(
                    "hand the leadership over",
                    () -> running.resign(options.electionTimeout().multipliedBy(4)));
        }
    }

    /** Closes everything that was opened, whatever fails. Does nothing the second time. */
    private void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        HttpPage page = http;
        if (page != null) {
            closing("close the port for HTTP", page::stop);
        }
        for (Acceptor acceptor : acceptors) {
            closing("close a port", acceptor::close);
        }
        Replication running = replication;
        if (running != null) {
            closing("leave its peers", running::disconnect);
        }
        closing("end its loop", () -> loop.stop(GRACE));
        if (running != null) {
            closing("close its files", running::close);
        }
        stopped.countDown();
    }

    @FunctionalInterface
    private interface Closing {
        void run() throws IOException, InterruptedException;
    }

    private static void closing(String what, Closing step) {
        try {
            step.run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOG.error("the node could not {}: {}", what, ErrorLine.of(e));
        }
    }

    /**
     * Waits until the node has stopped.
     *
     * @throws IOException if it stopped because it could not go on, with the reason
     */
    public void awaitStopped() throws IOException, InterruptedException {
        stopped.await();
        Throwable reason = failure.get();
        if (reason != null) {
            throw new IOException("the node stopped: " + ErrorLine.of(reason), reason);
        }
    }
}
