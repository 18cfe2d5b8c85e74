package kvs.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Turns the trace of a run into a page that shows it: one file of HTML that needs no network and opens from disk.
 *
 * <p>A trace is JSON, one object a line. The first line describes the run ({@code "ev":"run"}, {@code seed},
 * {@code nodes}); every other line is one event, with the number {@code n} of the step that it belongs to, its virtual time {@code t} in microseconds
 * and its kind {@code ev}. The page draws an event of an unknown kind as a plain mark, so that a trace may gain kinds
 * before the page knows them.
 *
 * <p>The page is kept as resources beside this class: a frame, a style sheet, and scripts in the order of
 * {@link #SCRIPTS}, each of which uses only those before it. All but the last know nothing of files or of this class,
 * so that a page of a running cluster can feed them events as they happen.
 */
public final class Timeline {
    /** The scripts of the page, in the order in which they are loaded. */
    static final List<String> SCRIPTS = List.of(
            "timeline-model.js",
            "timeline-words.js",
            "timeline-axis.js",
            "timeline-pens.js",
            "timeline-drawing.js",
            "timeline-overview.js",
            "timeline-moment.js",
            "timeline-pointer.js",
            "timeline-page.js",
            "timeline-start.js");

    /** Where the frame takes the style sheet, the scripts and the trace. */
    private static final String STYLE_MARK = "/*style*/";

    private static final String SCRIPT_MARK = "/*script*/";
    private static final String TRACE_MARK = "[/*trace*/]";

    private Timeline() {}

    /**
     * Returns the page for a whole trace.
     *
     * @throws IllegalArgumentException as {@link #write}
     */
    public static String html(List<String> traceLines) {
        StringBuilder page = new StringBuilder();
        try {
            write(traceLines, page);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder refused text", e);
        }
        return page.toString();
    }

    /**
     * Writes the page for a trace, and keeps no more than one line of it in memory. The page is UTF-8; the trace in it is
     * ASCII.
     *
     * @throws IllegalArgumentException if a line is not an event, or is out of order; the message names the line. What
     *     was written by then is not a page
     * @throws IOException if {@code out} fails
     */
    public static void write(Iterable<String> traceLines, Appendable out) throws IOException {
        String frame = frame().replace(STYLE_MARK, style());
        frame = frame.replace(SCRIPT_MARK, scripts(SCRIPTS));
        int trace = frame.indexOf(TRACE_MARK);
        out.append(frame, 0, trace).append("[\n");
        writeTrace(traceLines, out);
        out.append("\n]").append(frame, trace + TRACE_MARK.length(), frame.length());
    }

    private static void writeTrace(Iterable<String> traceLines, Appendable out) throws IOException {
        Iterator<String> lines = traceLines.iterator();
        if (!lines.hasNext()) {
            throw new IllegalArgumentException(
                    "the trace is empty: its first line must be {\"ev\":\"run\",…}; write the trace again");
        }
        Order order = new Order();
        for (int number = 1; lines.hasNext(); number++) {
            String line = lines.next();
            try {
                order.check(JsonReader.object(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "line " + number + " of the trace is damaged: " + e.getMessage() + "; write the trace again",
                        e);
            }
            if (number > 1) {
                out.append(",\n");
            }
            appendEscaped(line.strip(), out);
        }
    }

    /**
     * Makes JSON safe inside a script element. {@code <} would let {@code </script>} or {@code <!--} end or hide the
     * script. The other escapes spare the reader every question of encodings, U+2028 among them. All of these characters
     * occur inside strings only, where JSON allows the escape.
     */
    private static void appendEscaped(String json, Appendable out) throws IOException {
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '<' || c == '>' || c == '&' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }

    /** Returns all scripts but the last: what a page of a running cluster draws with. */
    public static String drawingScripts() {
        return scripts(SCRIPTS.subList(0, SCRIPTS.size() - 1));
    }

    /** Returns the frame: HTML, with marks for what is put into it. */
    public static String frame() {
        return resource("timeline.html");
    }

    /** Returns the style sheet. */
    public static String style() {
        return resource("timeline.css");
    }

    private static String scripts(List<String> names) {
        StringBuilder all = new StringBuilder();
        for (String script : names) {
            all.append(resource(script)).append('\n');
        }
        return all.toString();
    }

    static String resource(String name) {
        try (InputStream in = Timeline.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the resource kvs/sim/" + name + " is missing from the class path; build part5-raft again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("kvs/sim/" + name + " could not be read from the class path", e);
        }
    }

    /** What the page relies on: neither step nor time ever goes back. Both are searched by halving. */
    private static final class Order {
        private boolean begun;
        private double lastNumber;
        private double lastTime;

        void check(Map<String, Object> event) {
            if (!(event.get("ev") instanceof String kind)) {
                throw new IllegalArgumentException("it has no \"ev\", the kind of the event");
            }
            if (!begun) {
                begun = true;
                if (!kind.equals("run")) {
                    throw new IllegalArgumentException("the first line must be \"ev\":\"run\", not \"" + kind + "\"");
                }
                if (!(event.get("nodes") instanceof List<?> nodes) || nodes.isEmpty()) {
                    throw new IllegalArgumentException("it has no \"nodes\", the ids of the nodes");
                }
                return;
            }
            double number = number(event, "n");
            double time = number(event, "t");
            if (number < lastNumber) {
                throw new IllegalArgumentException("\"n\" goes back");
            }
            if (time < lastTime) {
                throw new IllegalArgumentException("\"t\" goes back");
            }
            lastNumber = number;
            lastTime = time;
        }

        private static double number(Map<String, Object> event, String field) {
            if (event.get(field) instanceof Double number) {
                return number;
            }
            throw new IllegalArgumentException("it has no number \"" + field + "\"");
        }
    }
}
