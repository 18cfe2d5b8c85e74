package kvs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.net.Clock;
import kvs.net.EventLoop;

/** Nodes in this process: real sockets on loopback, and for each a disk in memory, which a test can fill. */
final class LocalCluster extends RunningCluster {
    private final UnaryOperator<NodeOptions> choices;
    private final SortedMap<Integer, Node> nodes = new TreeMap<>();
    private final Map<Integer, SimDisk> disks = new TreeMap<>();
    private final NodeLog log = new NodeLog();

    /** Tells a node from which peers it hears nothing. */
    private final Map<Integer, Consumer<Set<Integer>>> unheard = new TreeMap<>();

    /** Prepares a cluster of the nodes 1 to {@code count}, and starts none. */
    LocalCluster(int count, UnaryOperator<NodeOptions> choices) {
        super(TestAddresses.members(count));
        this.choices = choices;
        members.keySet().forEach(id -> disks.put(id, new SimDisk()));
    }

    /** Starts a cluster of the nodes 1 to {@code count}, and waits until it has a leader. */
    static LocalCluster started(int count) throws Exception {
        return started(count, options -> options);
    }

    /** Starts a cluster whose nodes have these options. */
    static LocalCluster started(int count, UnaryOperator<NodeOptions> choices) throws Exception {
        LocalCluster cluster = new LocalCluster(count, choices);
        try {
            for (int id : cluster.members.keySet()) {
                cluster.start(cluster.options(id));
            }
            cluster.awaitLeader();
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    NodeOptions options(int id) {
        return choices.apply(NodeOptions.of(id, directory(id), members));
    }

    /** Returns the options of a node that joins. */
    NodeOptions joining(int id) {
        String known = address(members.firstKey()).forClients();
        return choices.apply(NodeOptions.joining(id, directory(id), TestAddresses.node(), List.of(known)));
    }

    private static Path directory(int id) {
        return Path.of("node" + id);
    }

    Node start(NodeOptions options) throws IOException, InterruptedException {
        return start(options, Clock.SYSTEM);
    }

    /** Starts a node on the disk of its id. */
    Node start(NodeOptions options, Clock clock) throws IOException, InterruptedException {
        addresses.put(options.id(), options.address());
        SimDisk disk = disks.computeIfAbsent(options.id(), _ -> new SimDisk());
        Node node = new Node(options, clock, new Watched(disk));
        node.start();
        nodes.put(options.id(), node);
        return node;
    }

    /** Opens Raft, and keeps a hand on it. */
    private final class Watched implements ReplicationProvider {
        private final RaftProvider provider;

        Watched(SimDisk disk) {
            provider = new RaftProvider(disk);
        }

        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public Replication open(NodeOptions options, EventLoop loop, Clock clock, Consumer<Throwable> broken)
                throws IOException {
            RaftReplication opened = provider.open(options, loop, clock, broken);
            unheard.put(options.id(), peers -> onLoop(loop, () -> opened.peers().unheard(peers)));
            return opened;
        }
    }

    private static void onLoop(EventLoop loop, Runnable task) {
        FutureTask<Void> done = new FutureTask<>(task, null);
        try {
            if (!loop.offer(done)) {
                throw new AssertionError("the loop of the node takes no message");
            }
            done.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what drops messages between nodes; clients are not cut off. */
    CutRun.Links links() {
        Map<Integer, Set<Integer>> dropped = new TreeMap<>();
        return new CutRun.Links() {
            @Override
            public void drop(int from, int to) {
                Set<Integer> peers = dropped.computeIfAbsent(to, _ -> new TreeSet<>());
                peers.add(from);
                Objects.requireNonNull(unheard.get(to)).accept(peers);
            }

            @Override
            public void heal() {
                dropped.clear();
                unheard.values().forEach(node -> node.accept(Set.of()));
            }
        };
    }

    void stop(int id) {
        Node node = nodes.remove(id);
        if (node != null) {
            node.stop();
        }
    }

    private SimDisk disk(int id) {
        return Objects.requireNonNull(disks.get(id));
    }

    /** Leaves no room on the disk of a node. */
    void fillDisk(int id) {
        SimDisk disk = disk(id);
        disk.capacity(
                disk.files().values().stream().mapToLong(bytes -> bytes.length).sum());
    }

    void makeRoom(int id) {
        disk(id).capacity(Long.MAX_VALUE);
    }

    /** Waits until a node has found out that its disk is full. */
    void awaitFull(int id) {
        await(id, "out of room on its disk", info -> info.getMetricsOrThrow("kvs_disk_full") == 1);
    }

    /**
     * Takes all disks as they are after a loss of power at this moment, stops the nodes, and starts them with those disks.
     * What a node writes from now on is not on them.
     */
    void losePower() throws IOException, InterruptedException {
        disks.replaceAll((_, disk) -> disk.crash(Crash.LOSES_ALL));
        for (int id : members.keySet()) {
            stop(id);
        }
        for (int id : members.keySet()) {
            start(options(id));
        }
    }

    NodeLog log() {
        return log;
    }

    @Override
    Collection<Integer> running() {
        return nodes.keySet();
    }

    @Override
    void awaitServing(int id) {
        // It does when it is started.
    }

    @Override
    String logs() {
        return log.text();
    }

    @Override
    public void close() {
        super.close();
        nodes.values().parallelStream().forEach(Node::stop);
        log.close();
    }
}
