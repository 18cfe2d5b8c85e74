package kvs.raft.kv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.Snapshot;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** The state machine beside a model: a sorted map. */
class KvStateMachineProperties {
    private static final ReplicaOptions OPTIONS = tight();

    /** Limits that a short run reaches. */
    private static ReplicaOptions tight() {
        ReplicaOptions all = ReplicaOptions.DEFAULT;
        return new ReplicaOptions(
                all.maxKeyBytes(),
                all.maxValueBytes(),
                all.maxScanRows(),
                all.maxScanBytes(),
                all.maxOpenRequests(),
                all.requestTicks(),
                40,
                4,
                3,
                1_000,
                all.snapshotEntries(),
                all.snapshotBytes(),
                50,
                true);
    }

    @Provide
    Arbitrary<List<KvCommand>> commands() {
        return Some.commands().list().ofMaxSize(60);
    }

    /** Commands of few sessions, with numbers that repeat, and a clock that jumps. */
    @Provide
    Arbitrary<List<LogCommand>> sessions() {
        Arbitrary<Long> times = Arbitraries.longs().between(0, 200);
        Arbitrary<WriteId> ids = Combinators.combine(
                        Arbitraries.longs().between(1, 8),
                        Arbitraries.longs().between(1, 9),
                        Arbitraries.longs().between(0, 4))
                .as((client, sequence, open) -> new WriteId(client, sequence, Math.max(1, sequence - open)));
        return Arbitraries.<LogCommand>frequencyOf(
                        Tuple.of(1, times.map(LogCommand.OpenSession::new)),
                        Tuple.of(
                                4,
                                Combinators.combine(times, ids.injectNull(0.1), Some.commands())
                                        .as(LogCommand.Write::new)))
                .list()
                .ofMaxSize(80);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void agrees_with_a_sorted_map(@ForAll("commands") List<KvCommand> commands) {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        long index = 0;
        for (KvCommand command : commands) {
            Response expected = applied(model, command);
            Fact.when("apply " + command)
                    .gives(expected, machine.apply(Some.entry(++index, new LogCommand.Write(0, null, command))));
        }
        List<Response.Row> rows = new ArrayList<>();
        model.forEach((key, value) -> rows.add(new Response.Row(key, value)));
        Fact.when("scan all keys").gives(new Response.Rows(rows, false), machine.scan(KeyRange.ALL, 1_000));
        for (Bytes key : model.keySet()) {
            Fact.when("get " + key).gives(model.get(key), machine.get(key));
        }
        long bytes = rows.stream()
                .mapToLong(row -> row.key().length() + row.value().length())
                .sum();
        Fact.when("ask for the status")
                .gives(new Response.MachineStatus(index, rows.size(), bytes, 0, 0), machine.status());
    }

    private static Response applied(Map<Bytes, Bytes> model, KvCommand command) {
        return switch (command) {
            case KvCommand.Set(Bytes key, Bytes value) -> new Response.Done(model.put(key, value));
            case KvCommand.Delete(Bytes key) -> new Response.Done(model.remove(key));
            case KvCommand.CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) -> {
                Bytes found = model.get(key);
                boolean equal = Objects.equals(found, expected);
                if (equal) {
                    model.put(key, value);
                }
                yield equal ? new Response.Done(found) : new Response.Mismatch(found);
            }
        };
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_scan_answers_the_first_rows_of_its_range(
            @ForAll("commands") List<KvCommand> commands,
            @ForAll("keys") Bytes from,
            @ForAll("ends") @Nullable Bytes to,
            @ForAll("limits") int limit) {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        long index = 0;
        for (KvCommand command : commands) {
            applied(model, command);
            machine.apply(Some.entry(++index, new LogCommand.Write(0, null, command)));
        }
        KeyRange range = new KeyRange(from, to);
        List<Response.Row> inRange = new ArrayList<>();
        for (Map.Entry<Bytes, Bytes> pair : model.entrySet()) {
            if (range.contains(pair.getKey())) {
                inRange.add(new Response.Row(pair.getKey(), pair.getValue()));
            }
        }
        boolean more = inRange.size() > limit;
        Fact.when("scan " + range + " for " + limit + " rows")
                .gives(new Response.Rows(more ? inRange.subList(0, limit) : inRange, more), machine.scan(range, limit));
    }

    @Provide
    Arbitrary<Bytes> keys() {
        return Some.keys();
    }

    @Provide
    Arbitrary<@Nullable Bytes> ends() {
        return Some.keys().injectNull(0.3);
    }

    @Provide
    Arbitrary<Integer> limits() {
        return Arbitraries.integers().between(1, 7);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void its_hash_is_that_of_its_state(@ForAll("sessions") List<LogCommand> commands) {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        long index = 0;
        for (LogCommand command : commands) {
            machine.apply(Some.entry(++index, command));
            Fact.when("hash the state after entry " + index + ": " + command)
                    .gives(machine.hashFromScratch(), machine.hash());
            Fact.when("count sessions")
                    .holds(
                            machine.sessions().size() <= 4,
                            "at most 4",
                            machine.sessions().size());
        }
    }

    /** A restored machine has the same state, and the same future. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void goes_on_from_a_snapshot_as_if_it_had_never_stopped(
            @ForAll("sessions") List<LogCommand> before, @ForAll("sessions") List<LogCommand> after) {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        long index = 0;
        for (LogCommand command : before) {
            machine.apply(Some.entry(++index, command));
        }
        Snapshot snapshot = new Snapshot(machine.last(), Some.snapshotAt(1).configuration());
        KvStateMachine restored = KvStateMachine.restored(
                OPTIONS, snapshot, machine.freeze(snapshot).chunks());
        Fact.when("hash a restored state").gives(machine.hash(), restored.hash());
        Fact.when("hash it from scratch").gives(machine.hash(), restored.hashFromScratch());
        Fact.when("ask for its status").gives(machine.status(), restored.status());
        for (LogCommand command : after) {
            Fact.when("apply " + command + " to both")
                    .gives(machine.apply(Some.entry(index + 1, command)), restored.apply(Some.entry(++index, command)));
            Fact.when("hash both").gives(machine.hash(), restored.hash());
        }
        Fact.when("list the sessions of both")
                .gives(machine.sessions().frozen(), restored.sessions().frozen());
    }

    /** The oracle of exactly-once: a write id is applied at most once, and every answer to it is the first. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void applies_each_write_of_a_session_once(@ForAll("sessions") List<LogCommand> commands) {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        Map<String, Response> first = new HashMap<>();
        long index = 0;
        for (LogCommand command : commands) {
            long pairsBefore = machine.hash()
                    - machine.sessions().hash()
                    - StateHash.time(machine.status().timeMillis());
            Response answer = machine.apply(Some.entry(++index, command));
            long pairsAfter = machine.hash()
                    - machine.sessions().hash()
                    - StateHash.time(machine.status().timeMillis());
            if (command instanceof LogCommand.Write(long _, WriteId id, KvCommand _) && id != null) {
                String name = id.client() + "/" + id.sequence();
                Response known = first.get(name);
                boolean expired = answer instanceof Response.SessionExpired;
                if (known != null) {
                    Fact.when("repeat write " + name + "; whether the pairs changed")
                            .gives(pairsBefore, pairsAfter);
                }
                if (expired) {
                    Fact.when("write " + name + " in vain; whether the pairs changed")
                            .gives(pairsBefore, pairsAfter);
                } else if (known == null) {
                    first.put(name, answer);
                } else {
                    Fact.when("repeat write " + name).gives(known, answer);
                }
            }
        }
    }
}
