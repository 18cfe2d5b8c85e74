package kvs.cluster.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;

/** The processes of a cluster on this machine, and what can be done to them. */
final class LocalCluster {

    /** What can be done to a node. */
    enum Action {
        START,
        STOP,
        KILL,
        RESTART,
        PAUSE,
        RESUME,
        CUT,
        HEAL;

        /** Returns the action with this name in small letters; null if there is none. */
        static @Nullable Action named(String word) {
            for (Action action : values()) {
                if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return action;
                }
            }
            return null;
        }
    }

    /** Something that happened to a node. */
    enum Happening {
        STARTED,
        ENDED,
        PAUSED,
        RESUMED,
        CUT,
        HEALED
    }

    /** Causes faults inside a node. */
    @FunctionalInterface
    interface Faults {
        /** Makes a node drop every message to and from its peers, or no longer do so. */
        void cut(int node, boolean cut) throws IOException, InterruptedException;
    }

    /** Learns what happens. Called on the thread that does it. */
    interface Listener {
        /**
         * Something has happened to a node.
         *
         * @param words more about it, or an empty text
         */
        void happened(int node, Happening what, String words);

        /** A process has ended without being asked to. Called after {@link #happened}. */
        void ended(int node, int exitCode, String lastError);
    }

    private final SortedMap<Integer, NodeProcess> nodes = new TreeMap<>();
    private final Output output;
    private final Duration grace;
    private final Faults faults;
    private final Listener listener;

    /** The nodes that are cut off from the others. */
    private final Set<Integer> cutOff = new ConcurrentSkipListSet<>();

    private volatile boolean stopping;

    /** @param grace how long a node may take to stop, before it is killed */
    LocalCluster(
            NodeProgram program,
            SortedMap<Integer, List<String>> words,
            Output output,
            Duration grace,
            Faults faults,
            Listener listener) {
        this.output = output;
        this.grace = grace;
        this.faults = faults;
        this.listener = listener;
        words.forEach((id, its) -> nodes.put(id, new NodeProcess(id, program.with(its), new Told())));
    }

    /** Starts every node. */
    void start() throws IOException, InterruptedException {
        for (NodeProcess node : nodes.values()) {
            start(node);
        }
    }

    private void start(NodeProcess node) throws IOException, InterruptedException {
        // A stop that begins here would miss the new process.
        synchronized (this) {
            if (stopping) {
                throw new IOException("the cluster is stopping");
            }
            node.start();
        }
        listener.happened(node.id(), Happening.STARTED, "");
    }

    boolean isStopping() {
        return stopping;
    }

    /** Returns a node that is known to exist. */
    NodeProcess process(int id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    boolean isCutOff(int id) {
        return cutOff.contains(id);
    }

    /** Returns the links that are down, as pairs: from, to. */
    List<List<Integer>> cutLinks() {
        List<List<Integer>> links = new ArrayList<>();
        for (int from : nodes.keySet()) {
            for (int to : nodes.keySet()) {
                if (from != to && (cutOff.contains(from) || cutOff.contains(to))) {
                    links.add(List.of(from, to));
                }
            }
        }
        return links;
    }

    /** @throws IOException if there is no such node */
    NodeProcess node(int id) throws IOException {
        NodeProcess node = nodes.get(id);
        if (node == null) {
            throw new IOException("there is no node " + id + ": the nodes are 1 to " + nodes.lastKey());
        }
        return node;
    }

    /**
     * Does something to a node, and returns when it is done.
     *
     * @return a sentence that says what was done
     * @throws IOException with a sentence that says why it was not done
     */
    String act(Action action, int id) throws IOException, InterruptedException {
        NodeProcess node = node(id);
        return switch (action) {
            case START -> {
                start(node);
                yield "node " + id + " was started";
            }
            case STOP -> stop(node);
            case KILL -> {
                node.kill();
                yield "node " + id + " was killed";
            }
            case RESTART -> {
                String stopped = node.state() == NodeProcess.State.DOWN ? "" : stop(node) + ", and ";
                start(node);
                yield stopped + "node " + id + " was started";
            }
            case PAUSE -> {
                node.pause();
                listener.happened(id, Happening.PAUSED, "");
                yield "node " + id + " is paused";
            }
            case RESUME -> {
                node.resume();
                listener.happened(id, Happening.RESUMED, "");
                yield "node " + id + " goes on";
            }
            case CUT -> {
                requireUp(node);
                faults.cut(id, true);
                cutOff.add(id);
                listener.happened(id, Happening.CUT, "");
                yield "node " + id + " is cut off from the others";
            }
            case HEAL -> {
                requireUp(node);
                faults.cut(id, false);
                cutOff.remove(id);
                listener.happened(id, Happening.HEALED, "");
                yield "node " + id + " is connected to the others again";
            }
        };
    }

    private static void requireUp(NodeProcess node) throws IOException {
        if (node.state() != NodeProcess.State.UP) {
            throw new IOException("node " + node.id() + " does not run: start or resume it first");
        }
    }

    private String stop(NodeProcess node) throws IOException, InterruptedException {
        return node.stop(grace)
                ? "node " + node.id() + " has stopped"
                : "node " + node.id() + " did not stop within " + grace.toMillis() + " ms, and was killed";
    }

    /** Stops every node, all at once. Returns when no process is left; does nothing if that is so already. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        List<Thread> stops = new ArrayList<>();
        for (NodeProcess node : nodes.values()) {
            if (node.state() != NodeProcess.State.DOWN) {
                stops.add(Thread.ofPlatform().name("stop-" + node.id()).start(() -> stopQuietly(node)));
            }
        }
        boolean interrupted = false;
        for (Thread each : stops) {
            while (each.isAlive()) {
                try {
                    each.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopQuietly(NodeProcess node) {
        try {
            output.cluster(stop(node));
        } catch (IOException e) {
            if (node.state() != NodeProcess.State.DOWN) {
                output.cluster("node " + node.id() + " could not be stopped: " + ErrorLine.of(e));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the processes cause. */
    private final class Told implements NodeProcess.Events {
        @Override
        public void said(int node, String line) {
            output.node(node, line);
        }

        @Override
        public void ended(int node, int exitCode, boolean asked, String lastError) {
            listener.happened(node, Happening.ENDED, "exit code " + exitCode);
            if (cutOff.remove(node)) {
                listener.happened(node, Happening.HEALED, "");
            }
            if (!asked && !stopping) {
                output.cluster("node " + node + " has ended unexpectedly, with exit code " + exitCode
                        + "; it stays down until \"start " + node + "\"");
                listener.ended(node, exitCode, lastError);
            }
        }
    }
}
