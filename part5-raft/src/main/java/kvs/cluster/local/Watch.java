package kvs.cluster.local;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kvs.cluster.HostPort;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeProbe;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;

/** Asks each node how it stands, again and again, and prints which one leads whenever that changes. */
final class Watch {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final SortedMap<Integer, NodeAddress> nodes;
    private final Output output;
    private final ScheduledExecutorService threads;
    private final Leadership leadership = new Leadership();
    private final Map<Integer, NodeInfoProto> views = new ConcurrentHashMap<>();
    private final Set<Integer> silent;
    private final CompletableFuture<Void> allAnswered = new CompletableFuture<>();

    Watch(SortedMap<Integer, NodeAddress> nodes, Output output) {
        this.nodes = nodes;
        this.output = output;
        this.silent = new HashSet<>(nodes.keySet());
        this.threads = Executors.newScheduledThreadPool(
                nodes.size(), task -> Thread.ofPlatform().daemon().name("watch").unstarted(task));
    }

    void start() {
        nodes.forEach((id, address) -> {
            NodeProbe probe = new NodeProbe(new HostPort(address.host(), address.clientPort()), TIMEOUT);
            Future<?> _ =
                    threads.scheduleWithFixedDelay(() -> ask(id, probe), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void ask(int id, NodeProbe probe) {
        NodeInfoProto view = null;
        try {
            view = probe.info();
        } catch (IOException _) {
            // The node is down, paused, or busy; the next question may find it.
        }
        saw(id, view);
    }

    /** Takes what a node says; null if it does not answer. */
    void saw(int id, @Nullable NodeInfoProto view) {
        if (view == null) {
            views.remove(id);
        } else {
            views.put(id, view);
        }
        String change = leadership.saw(id, view);
        if (change != null) {
            output.cluster(change);
        }
        if (view != null) {
            synchronized (silent) {
                silent.remove(id);
                if (silent.isEmpty()) {
                    allAnswered.complete(null);
                }
            }
        }
    }

    /** A process has ended: the start of the cluster fails, if it was still waited for. */
    void ended(int id, int exitCode, String lastError) {
        synchronized (silent) {
            if (!silent.isEmpty()) {
                allAnswered.completeExceptionally(
                        new IOException("node " + id + " ended while the cluster started, with" + " exit code "
                                + exitCode + (lastError.isEmpty() ? "" : ": " + lastError)));
            }
        }
    }

    /**
     * Waits until every node has answered once.
     *
     * @throws IOException if a process ended before
     */
    void awaitAll() throws IOException, InterruptedException {
        try {
            allAnswered.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("only an IOException is passed on", e);
        }
    }

    /** Returns what a node said last; null if it does not answer. */
    @Nullable
    NodeInfoProto view(int id) {
        return views.get(id);
    }

    /** Returns the node that leads, or 0. */
    int leader() {
        return leadership.leader();
    }

    /** Asks no more. */
    void stop() {
        threads.shutdownNow();
    }
}
