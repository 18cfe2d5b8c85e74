package kvs.cluster.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kvs.cluster.MessageNumbers;
import kvs.cluster.TraceLine;
import kvs.sim.Json;

/**
 * What happened in a run, as lines of the simulator's trace: what the nodes traced, what was done to them and what clients saw, in
 * the order of time. All processes of one machine read the same wall clock. Any thread may call this.
 */
final class RunTrace {
    /** The demo ends: all that is under way is remembered. */
    private static final int MAX_UNDER_WAY = Integer.MAX_VALUE;

    private final long started;
    private final List<TraceLine> all = new ArrayList<>();

    /** @param started by the wall clock, in microseconds */
    RunTrace(long started) {
        this.started = started;
    }

    /** Adds an event. */
    void add(long micros, String event, Json fields) {
        String text = fields.toString();
        add(new TraceLine(0, micros, event, text.substring(1, text.length() - 1)));
    }

    private synchronized void add(TraceLine happened) {
        all.add(happened);
    }

    /**
     * Adds a line of a node's own trace.
     *
     * @return its number there; 0 if it is no such line
     */
    long addLine(String line) {
        TraceLine parsed = TraceLine.parse(line);
        if (parsed == null) {
            return 0;
        }
        add(parsed);
        return parsed.seq();
    }

    /** Returns the whole trace. What happened before the start is as if it happened at the start. */
    synchronized List<String> lines(List<Integer> nodes, String note) {
        List<TraceLine> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(TraceLine::micros));
        MessageNumbers messages = new MessageNumbers(MAX_UNDER_WAY);
        List<String> lines = new ArrayList<>();
        lines.add(new Json()
                .add("ev", "run")
                .add("title", "demo")
                .add("nodes", nodes)
                .add("note", note)
                .toString());
        for (TraceLine each : sorted) {
            String id = each.isOfMessage() ? "\"id\":" + messages.of(each) + "," : "";
            lines.add("{\"n\":" + lines.size() + ",\"t\":" + Math.max(0, each.micros() - started) + ",\"ev\":\""
                    + each.event() + "\"," + id + each.fields() + "}");
        }
        return lines;
    }
}
