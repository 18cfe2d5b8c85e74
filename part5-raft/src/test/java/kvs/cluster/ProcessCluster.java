package kvs.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.cluster.client.ClusterClient;

/** Real nodes, each a process, with their directories below one. Closing it ends all of them. */
final class ProcessCluster extends RunningCluster {
    /** What a node logs once its ports are open. */
    private static final String SERVES = "listens on";

    private final Engine engine;
    private final Path root;
    private final List<String> options;
    private final SortedMap<Integer, NodeProcess> processes = new TreeMap<>();

    /** Prepares a cluster of the nodes 1 to {@code count}, and starts none. */
    ProcessCluster(Engine engine, Path root, int count, String... options) {
        super(TestAddresses.members(count));
        this.engine = engine;
        this.root = root;
        this.options = List.of(options);
    }

    /** Starts a cluster of the nodes 1 to {@code count}, and waits until it has a leader. */
    static ProcessCluster started(Engine engine, Path root, int count, String... options) {
        ProcessCluster cluster = new ProcessCluster(engine, root, count, options);
        try {
            cluster.startAll();
            cluster.awaitLeader();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts the nodes with which the cluster begins, at the same time, and waits until each serves. */
    void startAll() {
        members.keySet().forEach(this::start);
        members.keySet().forEach(this::awaitServing);
    }

    /** Starts a node with which the cluster began, for the first time or again. */
    NodeProcess start(int id) {
        return start(id, List.of("--members", NodeOptions.text(members)));
    }

    /** Starts a node that joins; the operator adds it by {@link ClusterClient#addNode}. */
    NodeProcess startJoining(int id) {
        NodeAddress own = addresses.computeIfAbsent(id, _ -> TestAddresses.node());
        String known = address(members.firstKey()).forClients();
        return start(id, List.of("--join", known, "--address", own.text()));
    }

    /** Starts a node with these options beside those of the cluster. */
    NodeProcess start(int id, List<String> own) {
        List<String> all = new ArrayList<>(own);
        all.addAll(List.of("--dir", directory(id).toString()));
        all.addAll(options);
        NodeProcess process = NodeProcess.start(engine, id, all);
        processes.put(id, process);
        return process;
    }

    Path directory(int id) {
        return root.resolve("node" + id);
    }

    NodeProcess node(int id) {
        NodeProcess process = processes.get(id);
        if (process == null) {
            throw new IllegalArgumentException("node " + id + " was not started");
        }
        return process;
    }

    @Override
    Collection<Integer> running() {
        return processes.keySet().stream().filter(id -> node(id).isAlive()).toList();
    }

    @Override
    void awaitServing(int id) {
        node(id).awaitLogged(SERVES);
    }

    @Override
    String logs() {
        StringBuilder all = new StringBuilder();
        processes
                .values()
                .forEach(each -> all.append("--- log of node ")
                        .append(each.id())
                        .append('\n')
                        .append(each.log()));
        return all.toString();
    }

    @Override
    public void close() {
        super.close();
        processes.values().forEach(NodeProcess::close);
    }
}
