package kvs.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a trace as a TLA+ module, so that TLC can say whether it is a run of the model in {@code src/tla}: each event
 * that concerns a node, with the whole state of that node after it, reduced to what the model has.
 */
public final class TlaTrace {
    private static final Pattern ID = Pattern.compile("\\d+");
    private static final Pattern VOTER = Pattern.compile("(?<!\\()\\b(\\d+)\\b(?!\\))");

    /** What the trace has said of each node since its last start. */
    private final Map<Integer, Observed> nodes = new TreeMap<>();

    private final TreeSet<Integer> ids = new TreeSet<>();
    private final List<String> events = new ArrayList<>();
    private String founders = "";
    private long highestTerm = 1;
    private long longestLog = 1;

    private static final class Observed {
        private final Map<String, Object> state = new HashMap<>();
        /** Terms of the entries from {@code first} on. */
        private final TreeMap<Long, Long> terms = new TreeMap<>();

        private boolean restarted;

        private long number(String field) {
            return state.get(field) instanceof Number number ? number.longValue() : 0;
        }

        private String text(String field) {
            return state.get(field) instanceof String text ? text : "";
        }
    }

    private TlaTrace() {}

    /**
     * Returns the module {@code Trace} of a trace's first events.
     *
     * @param lines the trace, as {@link Trace} writes it
     * @param maxEvents the number of events of nodes to keep: TLC's time grows with the square of it
     */
    static String module(List<String> lines, int maxEvents) {
        TlaTrace trace = new TlaTrace();
        for (String line : lines) {
            if (trace.events.size() < maxEvents) {
                trace.read(JsonReader.object(line));
            }
        }
        return trace.module();
    }

    /**
     * Writes {@code Trace.tla} into a directory. The first argument is the number of a seed, which is run without faults
     * that flip bits (the model's disks do not), or a file with a trace; the second is the directory, the third the
     * number of events.
     */
    public static void main(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        if (ID.matcher(arguments[0]).matches()) {
            Plan plan = PlanDraw.draw(Long.parseLong(arguments[0]));
            List<Fault> faults = plan.faults().stream()
                    .filter(fault -> fault.kind() != Fault.Kind.FLIP_BIT)
                    .toList();
            Simulation.run(plan.withFaults(faults), Trace.to(lines::add));
        } else {
            lines = Files.readAllLines(Path.of(arguments[0]));
        }
        Files.writeString(Path.of(arguments[1], "Trace.tla"), module(lines, Integer.parseInt(arguments[2])));
    }

    private void read(Map<String, Object> line) {
        String event = String.valueOf(line.get("ev"));
        if (event.equals("run") && line.get("nodes") instanceof List<?> initial) {
            initial.forEach(id -> ids.add(((Number) id).intValue()));
        }
        if (!(line.get("node") instanceof Number id)) {
            return;
        }
        Observed node = nodes.computeIfAbsent(id.intValue(), _ -> new Observed());
        if (event.equals("crash")) {
            nodes.put(id.intValue(), new Observed());
            nodes.get(id.intValue()).restarted = true;
            return;
        }
        boolean changed = update(node, line);
        String kind = kind(node, event, line);
        if (changed || !kind.equals("other")) {
            events.add(event(id.intValue(), line, kind, node));
        }
    }

    private boolean update(Observed node, Map<String, Object> line) {
        boolean changed = false;
        if (line.get("log") instanceof Map<?, ?> log
                && log.get("from") instanceof Number from
                && log.get("terms") instanceof List<?> terms) {
            node.terms.tailMap(from.longValue(), true).clear();
            long index = from.longValue();
            for (Object term : terms) {
                node.terms.put(index++, ((Number) term).longValue());
            }
            changed = true;
        }
        if (line.get("state") instanceof Map<?, ?> state) {
            state.forEach((name, value) -> node.state.put((String) name, value));
            changed = true;
        }
        node.terms.headMap(node.number("first"), false).clear();
        return changed;
    }

    /** What TraceRaft.tla has a step of its own for. */
    private static String kind(Observed node, String event, Map<String, Object> line) {
        if (node.restarted) {
            node.restarted = false;
            return "restart";
        }
        String message = String.valueOf(line.get("kind"));
        return switch (event) {
            case "persisted", "snapshot" -> event;
            case "install" -> "append";
            case "deliver" -> message.equals("AppendEntries") || message.equals("InstallSnapshot") ? "append" : "other";
            default -> "other";
        };
    }

    private String event(int id, Map<String, Object> line, String kind, Observed node) {
        String role = switch (node.text("role")) {
            case "LEADER" -> "leader";
            case "CANDIDATE" -> "candidate";
            default -> "follower";
        };
        String config = node.text("config");
        ID.matcher(config).results().forEach(member -> ids.add(Integer.parseInt(member.group())));
        ids.add(id);
        if (founders.isEmpty()) {
            founders = voters(config);
        }
        highestTerm = Math.max(highestTerm, node.number("term"));
        long last = node.number("last");
        longestLog = Math.max(longestLog, last);
        long first = node.terms.isEmpty() ? last + 1 : node.terms.firstKey();
        long n = line.get("n") instanceof Number number ? number.longValue() : 0;
        return "[n |-> " + n + ", node |-> " + id + ", kind |-> \"" + kind
                + "\", role |-> \"" + role + "\", term |-> " + node.number("term") + ", vote |-> " + node.number("vote")
                + ", commit |-> " + node.number("commit") + ", durable |-> " + node.number("durable") + ", first |-> "
                + first + ", last |-> " + last + ", terms |-> "
                + list(node.terms.values().stream(), "<<", ">>") + ", voters |-> {" + voters(config) + "}]";
    }

    private static String voters(String config) {
        return VOTER.matcher(config).results().map(MatchResult::group).collect(Collectors.joining(", "));
    }

    private static String list(Stream<?> values, String open, String close) {
        return values.map(String::valueOf).collect(Collectors.joining(", ", open, close));
    }

    private String module() {
        return """
                ---- MODULE Trace ----
                Nodes == %s
                FirstVoters == {%s}
                HighestTerm == %d
                LongestLog == %d
                Events == <<
                %s
                >>
                ====
                """.formatted(
                        list(ids.stream(), "{", "}"), founders, highestTerm, longestLog, String.join(",\n", events));
    }
}
