package kvs.cluster.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.cluster.MessageNumbers;
import kvs.cluster.TraceLine;
import kvs.sim.Json;

/**
 * Joins what the nodes trace with what was done to them, in the order of time, and gives each message a number.
 *
 * <p>A round asks every node that runs for what is new. An event goes on to the log once every node has been asked after it
 * happened: only then is its place among the others known. All processes of one machine read the same clock.
 */
final class Collector {
    private static final Pattern NODE = Pattern.compile("\"node\":(\\d+)");

    /** Messages that are remembered until they arrive; one that is lost may never do. */
    private static final int MAX_UNDER_WAY = 1_000;

    /** Where a node's trace comes from. */
    @FunctionalInterface
    interface Source {
        /** Returns its lines after a number. */
        String trace(int node, long after) throws IOException, InterruptedException;
    }

    private final List<Integer> nodes;
    private final LocalCluster cluster;
    private final Source source;
    private final EventLog log;
    private final LongSupplier micros;
    private final long started;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<TraceLine> own = new ConcurrentLinkedQueue<>();
    private final List<TraceLine> waiting = new ArrayList<>();

    /** The process that was asked last, and the number of its last line. */
    private final Map<Integer, Long> pids = new HashMap<>();

    private final Map<Integer, Long> seen = new HashMap<>();
    private final MessageNumbers messages = new MessageNumbers(MAX_UNDER_WAY);

    /** @param micros the wall clock */
    Collector(List<Integer> nodes, LocalCluster cluster, Source source, EventLog log, LongSupplier micros) {
        this.nodes = nodes;
        this.cluster = cluster;
        this.source = source;
        this.log = log;
        this.micros = micros;
        this.started = micros.getAsLong();
    }

    /** Returns when the cluster started: no other of this machine has the same time. */
    long started() {
        return started;
    }

    /** Returns the time since the cluster started. */
    long now() {
        return micros.getAsLong() - started;
    }

    /** Takes something that was done to a node. Any thread may call this. */
    void happened(int node, LocalCluster.Happening what, String words) {
        Json fields = new Json();
        String event = switch (what) {
            case STARTED -> "restart";
            case ENDED -> "crash";
            case PAUSED -> "pause";
            case RESUMED -> "resume";
            case CUT, HEALED -> {
                List<List<Integer>> links = cluster.cutLinks();
                fields.add("cut", links);
                yield links.isEmpty() ? "heal" : "cut";
            }
        };
        if (what != LocalCluster.Happening.CUT && what != LocalCluster.Happening.HEALED) {
            fields.add("node", node);
        }
        if (!words.isEmpty()) {
            fields.add("what", words);
        }
        String text = fields.toString();
        own.add(new TraceLine(0, micros.getAsLong(), event, text.substring(1, text.length() - 1)));
    }

    /** Asks every node that runs, and passes on what is complete. For one thread. */
    void round() throws InterruptedException {
        long begun = micros.getAsLong();
        Map<Integer, Future<String>> answers = new LinkedHashMap<>();
        for (int node : nodes) {
            NodeProcess process = cluster.process(node);
            if (process.state() == NodeProcess.State.UP) {
                long pid = process.pid();
                if (!Long.valueOf(pid).equals(pids.put(node, pid))) {
                    seen.put(node, 0L);
                }
                long after = seen.getOrDefault(node, 0L);
                answers.put(node, threads.submit(() -> source.trace(node, after)));
            }
        }
        for (Map.Entry<Integer, Future<String>> answer : answers.entrySet()) {
            try {
                answer.getValue().get().lines().forEach(line -> take(answer.getKey(), line));
            } catch (ExecutionException _) {
                // It starts, stops, or is busy: the next round asks again.
            }
        }
        for (TraceLine event = own.poll(); event != null; event = own.poll()) {
            waiting.add(event);
        }
        waiting.sort(Comparator.comparingLong(TraceLine::micros));
        int complete = 0;
        while (complete < waiting.size() && waiting.get(complete).micros() <= begun) {
            pass(waiting.get(complete));
            complete++;
        }
        waiting.subList(0, complete).clear();
    }

    private void take(int node, String line) {
        TraceLine parsed = TraceLine.parse(line);
        if (parsed != null) {
            seen.put(node, parsed.seq());
            waiting.add(parsed);
        }
    }

    private void pass(TraceLine line) {
        String fields = "\"ev\":\"" + line.event() + "\"," + line.fields() + "}";
        if (line.isOfMessage()) {
            fields = "\"id\":" + messages.of(line) + "," + fields;
        }
        log.add(new EventLog.Event(line.micros() - started, kind(line), fields));
        Matcher node = NODE.matcher(line.fields());
        if (line.event().equals("crash") && node.lookingAt()) {
            lose(line.micros(), Integer.parseInt(node.group(1)));
        }
    }

    /** What was on its way to a process that has ended never arrives. */
    private void lose(long at, int to) {
        messages.lose(to, (number, fields) -> {
            String lost = "\"id\":" + number + ",\"ev\":\"drop\"," + fields + "}";
            log.add(new EventLog.Event(at - started, "", lost));
        });
    }

    private static String kind(TraceLine line) {
        Matcher node = NODE.matcher(line.fields());
        String which = node.lookingAt() ? " " + node.group(1) : "";
        return switch (line.event()) {
            case "state" -> "state" + which;
            case "crash", "restart", "pause", "resume" -> "process" + which;
            case "cut", "heal" -> "cut";
            default -> "";
        };
    }

    void stop() {
        threads.shutdownNow();
    }
}
