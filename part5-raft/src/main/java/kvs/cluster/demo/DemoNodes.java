package kvs.cluster.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.cluster.local.NodeProcess;
import kvs.cluster.local.NodeProgram;
import org.jspecify.annotations.Nullable;

/** The processes of the nodes, and the ends of their logs. Any thread may call this. */
final class DemoNodes implements AutoCloseable {
    /** What an exercise throws that is not written yet. */
    private static final Pattern UNWRITTEN = Pattern.compile("exercise (\\d+\\.\\d+)[^:\\n]*: not written yet");

    /** Lines of a log that are kept. */
    private static final int KEPT = 200;

    private static final int SHOWN = 12;

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path directory;
    private final SortedMap<Integer, NodeProcess> processes = new TreeMap<>();
    private final SortedMap<Integer, ArrayDeque<String>> logs = new TreeMap<>();
    private @Nullable String unwritten;

    /** The node that ended first of those that were not asked to; 0 if none did. */
    private int ended;

    private int exitCode;
    private boolean closed;

    /** @param directory holds the data and the log of each node */
    DemoNodes(DemoPlan plan, NodeProgram program, Path directory) {
        this.directory = directory;
        for (int id : plan.ids()) {
            logs.put(id, new ArrayDeque<>());
            processes.put(id, new NodeProcess(id, program.with(plan.words(id, directory)), new Heard()));
        }
    }

    /** @throws IOException if the process cannot be started, or the demo has been ended by a signal */
    void start(int id) throws IOException, InterruptedException {
        // A node that starts after the others were stopped would create its directory anew.
        synchronized (this) {
            if (closed) {
                throw new IOException("it was ended before node " + id + " started");
            }
            process(id).start();
        }
    }

    /** Ends a node as SIGKILL does; it has ended when this returns. */
    void kill(int id) throws IOException, InterruptedException {
        process(id).kill();
    }

    boolean isUp(int id) {
        return process(id).state() == NodeProcess.State.UP;
    }

    private NodeProcess process(int id) {
        NodeProcess process = processes.get(id);
        if (process == null) {
            throw new IllegalArgumentException("there is no node " + id);
        }
        return process;
    }

    /** @throws BrokenPromiseException if a node has ended that was not asked to */
    synchronized void requireRunning() throws BrokenPromiseException {
        if (ended != 0) {
            throw new BrokenPromiseException(
                    Promise.NODES_RUN,
                    "node " + ended + " ended by itself, with exit code " + exitCode + "; the end of its log:",
                    lastLines(ended));
        }
    }

    /** Returns the exercise that a node met and that is not written yet; null if it met none. */
    synchronized @Nullable String unwritten() {
        return unwritten;
    }

    private synchronized List<String> lastLines(int id) {
        List<String> lines = new ArrayList<>(log(id));
        return lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
    }

    private ArrayDeque<String> log(int id) {
        return logs.computeIfAbsent(id, _ -> new ArrayDeque<>());
    }

    /** Stops every node; no process is left when this returns. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<Thread> stops = new ArrayList<>();
        for (NodeProcess node : processes.values()) {
            stops.add(Thread.ofPlatform().name("stop-" + node.id()).start(() -> stop(node)));
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

    private static void stop(NodeProcess node) {
        try {
            node.stop(GRACE);
        } catch (IOException _) {
            // It is down already.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the exercise in a line of a log; null if it names none. */
    static @Nullable String exerciseIn(String line) {
        Matcher matcher = UNWRITTEN.matcher(line);
        return matcher.find() ? matcher.group(1) : null;
    }

    /** What the processes cause. */
    private final class Heard implements NodeProcess.Events {
        @Override
        public void said(int node, String line) {
            synchronized (DemoNodes.this) {
                ArrayDeque<String> log = log(node);
                log.add(line);
                if (log.size() > KEPT) {
                    log.removeFirst();
                }
                if (unwritten == null) {
                    unwritten = exerciseIn(line);
                }
            }
            try {
                Files.writeString(
                        directory.resolve("node" + node + ".log"),
                        line + System.lineSeparator(),
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("the log of node " + node + " could not be written", e);
            }
        }

        @Override
        public void ended(int node, int code, boolean asked, String lastError) {
            synchronized (DemoNodes.this) {
                if (!asked && ended == 0) {
                    ended = node;
                    exitCode = code;
                }
            }
        }
    }
}
