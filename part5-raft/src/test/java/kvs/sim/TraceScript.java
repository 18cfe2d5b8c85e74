package kvs.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the trace of a run that was made up: events in any order of their times, which are in milliseconds. */
final class TraceScript {
    private record Line(double millis, String fields) {}

    private final String run;
    private final List<Line> lines = new ArrayList<>();
    private int messages;

    TraceScript(long seed, int nodes, String note) {
        run = "{\"ev\":\"run\",\"seed\":" + seed + ",\"nodes\":"
                + IntStream.rangeClosed(1, nodes).boxed().toList() + ",\"note\":" + quoted(note) + ",\"rates\":{}}";
    }

    /** An event by its kind and its other fields, written as JSON without the braces. */
    TraceScript event(double millis, String kind, String fields) {
        lines.add(new Line(millis, "\"ev\":\"" + kind + "\"" + (fields.isEmpty() ? "" : "," + fields)));
        return this;
    }

    /** An event on a node that leaves it in a new state. */
    TraceScript node(double millis, String kind, int node, String state) {
        return event(millis, kind, "\"node\":" + node + (state.isEmpty() ? "" : "," + state));
    }

    /** A message that arrives, and the state in which it leaves the receiver. */
    TraceScript message(
            double sent, double arrives, int from, int to, String kind, long term, String text, String state) {
        String message = message(from, to, kind, term, text);
        event(sent, "send", message);
        return event(arrives, "deliver", message + ",\"node\":" + to + (state.isEmpty() ? "" : "," + state));
    }

    TraceScript lost(double sent, double lost, int from, int to, String kind, long term, String text) {
        String message = message(from, to, kind, term, text);
        event(sent, "send", message);
        return event(lost, "drop", message);
    }

    private String message(int from, int to, String kind, long term, String text) {
        return "\"from\":" + from + ",\"to\":" + to + ",\"id\":" + ++messages + ",\"kind\":\"" + kind + "\",\"term\":"
                + term + ",\"text\":" + quoted(text);
    }

    TraceScript call(double invoked, double returned, String client, String op, String answer) {
        event(invoked, "invoke", "\"client\":\"" + client + "\",\"op\":" + quoted(op));
        return returned <= invoked
                ? this
                : event(returned, "return", "\"client\":\"" + client + "\",\"op\":" + quoted(op) + ",\"ok\":" + answer);
    }

    static String state(String fields) {
        return "\"state\":{" + fields.replace('\'', '"') + "}";
    }

    static String log(int from, Integer... terms) {
        return "\"log\":{\"from\":" + from + ",\"terms\":" + List.of(terms) + "}";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Returns the lines of the trace in the order of their times. */
    List<String> lines() {
        List<Line> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingDouble(Line::millis));
        List<String> trace = new ArrayList<>(List.of(run));
        for (Line line : sorted) {
            trace.add("{\"n\":" + trace.size() + ",\"t\":" + Math.round(line.millis() * 1000) + "," + line.fields()
                    + "}");
        }
        return trace;
    }
}
