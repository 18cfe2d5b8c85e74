package kvs.benchmarks.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Three nodes of one system, as processes of this machine. Nodes are counted from 1. */
abstract class Cluster implements AutoCloseable {
    static final int NODES = 3;

    private static final long START_SECONDS = 60;

    private final String name;
    private final Path work;
    private final Process[] processes = new Process[NODES + 1];

    /**
     * Creates a cluster that is not started yet.
     *
     * @param work a directory of its own, for the data and the logs
     */
    Cluster(String name, Path work) {
        this.name = name;
        this.work = work;
    }

    /** Returns the name in the table. */
    final String name() {
        return name;
    }

    final Path work() {
        return work;
    }

    /** Returns the words that start a node. */
    abstract List<String> command(int node);

    /** Returns where clients reach a node, as its load program expects it. */
    abstract String address(int node);

    /** Returns the words that start the load program, without the words of the load. */
    abstract List<String> loadProgram(String addresses);

    /** Returns the leader, or 0 if no node says that it leads. */
    abstract int askForLeader() throws InterruptedException;

    /** Returns whether a node answers, and knows a leader. */
    abstract boolean follows(int node) throws InterruptedException;

    /** Starts all nodes, and waits for a leader. */
    final void start() throws IOException, InterruptedException {
        Files.createDirectories(work);
        for (int node = 1; node <= NODES; node++) {
            start(node);
        }
        leader();
    }

    /** Starts one node, on the data that it has. */
    final void start(int node) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(node))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        work.resolve("node" + node + ".log").toFile()));
        processes[node] = builder.start();
    }

    /** Returns the leader; waits for one, at most a minute. */
    final int leader() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end) {
            int leader = askForLeader();
            if (leader != 0) {
                return leader;
            }
            Thread.sleep(50);
        }
        throw new IOException(name + " has no leader after " + START_SECONDS + " s; " + lastLine(1));
    }

    private String lastLine(int node) throws IOException {
        List<String> log = Files.readAllLines(work.resolve("node" + node + ".log"));
        return "the last line of node " + node + ": " + (log.isEmpty() ? "none" : log.getLast());
    }

    /** Waits until every node follows a leader, at most a minute. */
    final void awaitAll() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        for (int node = 1; node <= NODES; node++) {
            while (!follows(node)) {
                if (System.nanoTime() > end) {
                    throw new IOException("node " + node + " of " + name + " does not answer after " + START_SECONDS
                            + " s; " + lastLine(node));
                }
                Thread.sleep(50);
            }
        }
    }

    /** Returns the process of a node. */
    final Process process(int node) {
        return processes[node];
    }

    /** Ends a node with SIGTERM, or at once with SIGKILL; returns when it has ended. */
    final void stop(int node, boolean atOnce) throws InterruptedException {
        Process process = processes[node];
        if (process == null) {
            return;
        }
        if (atOnce) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        if (!process.waitFor(15, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Returns the addresses of all nodes. */
    final String addresses() {
        return String.join(
                ",", IntStream.rangeClosed(1, NODES).mapToObj(this::address).toList());
    }

    /** Returns free ports of the loopback. */
    static int[] freePorts(int count) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return open.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket each : open) {
                each.close();
            }
        }
    }

    /** Ends all nodes. */
    @Override
    public final void close() {
        for (int node = 1; node <= NODES; node++) {
            if (processes[node] != null) {
                processes[node].destroyForcibly();
            }
        }
        for (int node = 1; node <= NODES; node++) {
            if (processes[node] != null) {
                processes[node].onExit().join();
            }
        }
    }
}
