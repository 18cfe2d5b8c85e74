package kvs.cluster.local;

import java.io.IOException;
import java.util.ArrayDeque;
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
import kvs.sim.Json;

/**
 * Joins what the nodes trace with what was done to them, in the order of time, and gives each message a number.
 *
 * <p>A round asks every node that runs for what is new. An event goes on to the log once every node has been asked after it
 * happened: only then is its place among the others known. All processes of one machine read the same clock.
 */
final class Collector {
    /** {@code {"seq":7,"t":123,"ev":"send",…}}. */
    private static final Pattern LINE =
            Pattern.compile("\\{\"seq\":(\\d{1,18}),\"t\":(\\d{1,18}),\"ev\":\"(\\w+)\",(.*})");

    private static final Pattern NODE = Pattern.compile("\"node\":(\\d+)");

    /** Messages that are remembered until they arrive; one that is lost may never do. */
    private static final int MAX_UNDER_WAY = 1_000;

    /** Where a node's trace comes from. */
    @FunctionalInterface
    interface Source {
        /** Returns its lines after a number. */
        String trace(int node, long after) throws IOException, InterruptedException;
    }

    /** Something on its way to the log; its time is that of the wall clock. */
    private record Raw(long micros, String event, String fields) {}

    private final List<Integer> nodes;
    private final LocalCluster cluster;
    private final Source source;
    private final EventLog log;
    private final LongSupplier micros;
    private final long started;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Raw> own = new ConcurrentLinkedQueue<>();
    private final List<Raw> waiting = new ArrayList<>();

    /** The process that was asked last, and the number of its last line. */
    private final Map<Integer, Long> pids = new HashMap<>();

    private final Map<Integer, Long> seen = new HashMap<>();
    private final Map<String, ArrayDeque<Long>> underWay = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Long>> eldest) {
            return size() > MAX_UNDER_WAY;
        }
    };
    private long messages;

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
        own.add(new Raw(micros.getAsLong(), event, fields.toString().substring(1)));
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
        for (Raw event = own.poll(); event != null; event = own.poll()) {
            waiting.add(event);
        }
        waiting.sort(Comparator.comparingLong(Raw::micros));
        int complete = 0;
        while (complete < waiting.size() && waiting.get(complete).micros() <= begun) {
            pass(waiting.get(complete));
            complete++;
        }
        waiting.subList(0, complete).clear();
    }

    private void take(int node, String line) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
            seen.put(node, Long.parseLong(parts.group(1)));
            waiting.add(new Raw(Long.parseLong(parts.group(2)), parts.group(3), parts.group(4)));
        }
    }

    private void pass(Raw raw) {
        String fields = "\"ev\":\"" + raw.event() + "\"," + raw.fields();
        switch (raw.event()) {
            case "send", "deliver", "drop" -> fields = "\"id\":" + number(raw) + "," + fields;
            default -> {}
        }
        log.add(new EventLog.Event(raw.micros() - started, kind(raw), fields));
        Matcher node = NODE.matcher(raw.fields());
        if (raw.event().equals("crash") && node.lookingAt()) {
            lose(raw.micros(), Integer.parseInt(node.group(1)));
        }
    }

    /** What was on its way to a process that has ended never arrives. */
    private void lose(long at, int to) {
        underWay.entrySet().removeIf(entry -> {
            boolean lost = entry.getKey().contains("\"to\":" + to + ",");
            if (lost) {
                for (long number : entry.getValue()) {
                    String fields = "\"id\":" + number + ",\"ev\":\"drop\"," + entry.getKey();
                    log.add(new EventLog.Event(at - started, "", fields));
                }
            }
            return lost;
        });
    }

    /** The same message where it is sent and where it arrives has the same fields. */
    private long number(Raw raw) {
        ArrayDeque<Long> open = underWay.get(raw.fields());
        if (raw.event().equals("send")) {
            messages++;
            underWay.computeIfAbsent(raw.fields(), _ -> new ArrayDeque<>()).add(messages);
            return messages;
        }
        if (open == null) {
            return ++messages;
        }
        long number = open.removeFirst();
        if (open.isEmpty()) {
            underWay.remove(raw.fields());
        }
        return number;
    }

    private static String kind(Raw raw) {
        Matcher node = NODE.matcher(raw.fields());
        String which = node.lookingAt() ? " " + node.group(1) : "";
        return switch (raw.event()) {
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
