package kvs.cluster.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.sim.Json;

/**
 * What happened in a run, as lines of the simulator's trace: what the nodes traced, what was done to them and what clients saw, in
 * the order of time. All processes of one machine read the same wall clock. Any thread may call this.
 */
final class RunTrace {
    /** {@code {"seq":7,"t":123,"ev":"send",…}}, as a node tells it. */
    private static final Pattern LINE =
            Pattern.compile("\\{\"seq\":(\\d{1,18}),\"t\":(\\d{1,18}),\"ev\":\"(\\w+)\",(.*)}");

    /**
     * Something that happened.
     *
     * @param micros by the wall clock
     * @param fields as JSON, without the braces
     */
    private record Happened(long micros, String event, String fields) {}

    private final long started;
    private final List<Happened> all = new ArrayList<>();

    /** @param started by the wall clock, in microseconds */
    RunTrace(long started) {
        this.started = started;
    }

    /** Adds an event. */
    void add(long micros, String event, Json fields) {
        String text = fields.toString();
        add(new Happened(micros, event, text.substring(1, text.length() - 1)));
    }

    private synchronized void add(Happened happened) {
        all.add(happened);
    }

    /**
     * Adds a line of a node's own trace.
     *
     * @return its number there; 0 if it is no such line
     */
    long addLine(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return 0;
        }
        add(new Happened(Long.parseLong(parts.group(2)), parts.group(3), parts.group(4)));
        return Long.parseLong(parts.group(1));
    }

    /** Returns the whole trace. What happened before the start is as if it happened at the start. */
    synchronized List<String> lines(List<Integer> nodes, String note) {
        List<Happened> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(Happened::micros));
        Messages messages = new Messages();
        List<String> lines = new ArrayList<>();
        lines.add(new Json()
                .add("ev", "run")
                .add("title", "demo")
                .add("nodes", nodes)
                .add("note", note)
                .toString());
        for (Happened each : sorted) {
            String id = switch (each.event()) {
                case "send" -> "\"id\":" + messages.sent(each.fields()) + ",";
                case "deliver", "drop" -> "\"id\":" + messages.ended(each.fields()) + ",";
                default -> "";
            };
            lines.add("{\"n\":" + lines.size() + ",\"t\":" + Math.max(0, each.micros() - started) + ",\"ev\":\""
                    + each.event() + "\"," + id + each.fields() + "}");
        }
        return lines;
    }

    /** Gives each message a number. The same message has the same fields where it is sent and where it arrives. */
    private static final class Messages {
        private final Map<String, ArrayDeque<Long>> underWay = new HashMap<>();
        private long numbered;

        long sent(String fields) {
            underWay.computeIfAbsent(fields, _ -> new ArrayDeque<>()).add(++numbered);
            return numbered;
        }

        long ended(String fields) {
            ArrayDeque<Long> open = underWay.get(fields);
            return open == null || open.isEmpty() ? ++numbered : open.removeFirst();
        }
    }
}
