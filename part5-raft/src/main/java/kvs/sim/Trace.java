package kvs.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kvs.raft.Configuration;
import kvs.raft.Envelope;
import kvs.raft.RaftStatus;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens as lines of JSON, for a person to read and a page to draw. Off, it costs nothing.
 *
 * <p>The first line describes the run. Every other line has {@code n}, its number, {@code t}, the virtual time in
 * microseconds, and {@code ev}, what happened. After an event that changed a node, {@code state} holds what is different
 * now, and {@code log} the entries that are new.
 */
final class Trace {
    /** Writes nothing. */
    static final Trace OFF = new Trace(null);

    private final @Nullable Consumer<String> lines;
    private final Map<Integer, Map<String, Object>> states = new HashMap<>();
    private final Map<Integer, LogSeen> logs = new HashMap<>();
    private long written;

    /** The log of a node as the last line about it said. */
    private record LogSeen(long first, List<Long> terms) {}

    private Trace(@Nullable Consumer<String> lines) {
        this.lines = lines;
    }

    /** Returns a trace that gives each line to {@code lines}. */
    static Trace to(Consumer<String> lines) {
        return new Trace(lines);
    }

    boolean isOn() {
        return lines != null;
    }

    void run(World world) {
        Plan plan = world.plan;
        Rates rates = plan.rates();
        List<Integer> nodes = world.nodes().stream().map(node -> node.id).toList();
        write(new Json()
                .add("ev", "run")
                .add("seed", plan.seed())
                .add("nodes", nodes)
                .add("note", plan.faults().size() + " faults, " + plan.shape().clients() + " clients")
                .add(
                        "rates",
                        new Json()
                                .add("loss", rates.lossPercent() / 100.0)
                                .add("duplicate", rates.duplicatePercent() / 100.0)
                                .add("reorder", rates.reorderPercent() / 100.0)));
    }

    void sent(World world, long id, Envelope envelope) {
        message(world, "send", id, envelope, null);
    }

    void dropped(World world, long id, Envelope envelope) {
        message(world, "drop", id, envelope, null);
    }

    void doubled(World world, long id, Envelope envelope) {
        message(world, "duplicate", id, envelope, null);
    }

    void delivered(World world, long id, Envelope envelope, @Nullable SimNode node) {
        if (isOn()) {
            message(world, node == null ? "drop" : "deliver", id, envelope, node);
        }
    }

    private void message(World world, String event, long id, Envelope envelope, @Nullable SimNode changed) {
        Json line = line(world, event)
                .add("from", envelope.from())
                .add("to", envelope.to())
                .add("id", id)
                .add("kind", envelope.message().getClass().getSimpleName())
                .add("term", envelope.message().term())
                .add("text", MessageText.of(envelope.message()));
        if (changed != null) {
            line.add("node", changed.id);
            state(line, changed);
        }
        write(line);
    }

    /** Something happened on a node. */
    void event(World world, String event, SimNode node, @Nullable String what) {
        if (isOn()) {
            Json line = line(world, event).add("node", node.id);
            if (what != null) {
                line.add("what", what);
            }
            state(line, node);
            write(line);
        }
    }

    void crashed(World world, SimNode node) {
        if (isOn()) {
            states.remove(node.id);
            logs.remove(node.id);
            write(line(world, "crash").add("node", node.id));
        }
    }

    void fault(World world, Fault fault) {
        if (isOn()) {
            write(line(world, "fault").add("what", FaultText.of(fault)));
        }
    }

    void note(World world, String what) {
        if (isOn()) {
            write(line(world, "fault").add("what", what));
        }
    }

    /** The links that are down have changed. */
    void cut(World world) {
        if (isOn()) {
            List<List<Integer>> cuts = IntStream.rangeClosed(1, world.highestId())
                    .boxed()
                    .flatMap(from -> IntStream.rangeClosed(1, world.highestId())
                            .filter(to -> from != to && world.network.isCut(from, to))
                            .mapToObj(to -> List.of(from, to)))
                    .toList();
            write(line(world, cuts.isEmpty() ? "heal" : "cut").add("cut", cuts));
        }
    }

    void calm(World world) {
        if (isOn()) {
            write(line(world, "calm").add("phase", 2));
        }
    }

    void invoked(World world, int client, String operation) {
        if (isOn()) {
            write(line(world, "invoke").add("client", "C" + client).add("op", operation));
        }
    }

    void returned(World world, int client, String operation, boolean ok) {
        if (isOn()) {
            write(line(world, "return")
                    .add("client", "C" + client)
                    .add("op", operation)
                    .add("ok", ok));
        }
    }

    void violation(World world, Violation violation) {
        if (isOn()) {
            write(line(world, "violation")
                    .add("rule", violation.rule().title())
                    .add("text", violation.text())
                    .add("nodes", violation.nodes()));
        }
    }

    private Json line(World world, String event) {
        return new Json().add("n", ++written).add("t", world.now).add("ev", event);
    }

    private void write(Json line) {
        if (lines != null) {
            lines.accept(line.toString());
        }
    }

    /** Adds what changed on the node since its last line. */
    private void state(Json line, SimNode node) {
        if (!node.isUp()) {
            return;
        }
        Map<String, Object> seen = states.computeIfAbsent(node.id, _ -> new HashMap<>());
        Json changed = new Json();
        fields(node, node.up().status()).forEach((name, value) -> {
            if (!value.equals(seen.put(name, value))) {
                changed.add(name, value);
            }
        });
        if (!changed.isEmpty()) {
            line.add("state", changed);
        }
        log(line, node.id, node.issued);
    }

    private static Map<String, Object> fields(SimNode node, RaftStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("role", status.role().name());
        fields.put("term", status.term());
        fields.put("vote", status.vote());
        fields.put("leader", status.leader());
        fields.put("commit", status.commit());
        fields.put("applied", node.applied);
        fields.put("first", status.first());
        fields.put("last", status.last().index());
        fields.put("durable", node.disk.log().last());
        fields.put("snapshot", status.snapshot().last().index());
        fields.put("config", text(status.configuration()));
        return fields;
    }

    private static String text(Configuration configuration) {
        return configuration.members().stream()
                .map(member -> member.voter() ? "" + member.id() : "(" + member.id() + ")")
                .collect(Collectors.joining(" "));
    }

    private void log(Json line, int id, ObservedLog log) {
        List<Long> terms = new ArrayList<>();
        for (long index = log.first(); index <= log.last(); index++) {
            terms.add(log.termAt(index));
        }
        LogSeen now = new LogSeen(log.first(), terms);
        LogSeen before = logs.put(id, now);
        long same = before == null ? now.first : same(before, now);
        boolean shorter = before != null && before.first + before.terms.size() > same;
        if (shorter || now.first + terms.size() > same) {
            line.add(
                    "log",
                    new Json().add("from", same).add("terms", terms.subList((int) (same - now.first), terms.size())));
        }
    }

    /** Returns the first index at which the two differ. */
    private static long same(LogSeen before, LogSeen now) {
        long index = Math.max(before.first, now.first);
        while (index < before.first + before.terms.size()
                && index < now.first + now.terms.size()
                && before.terms.get((int) (index - before.first)).equals(now.terms.get((int) (index - now.first)))) {
            index++;
        }
        return index;
    }
}
