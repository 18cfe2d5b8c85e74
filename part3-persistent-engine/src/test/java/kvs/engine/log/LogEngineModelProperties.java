package kvs.engine.log;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Under any sequence of calls, with crashes between them, an engine does what a sorted map does. */
class LogEngineModelProperties {
    private sealed interface Action {}

    record Set(Bytes key, Bytes value) implements Action {}

    record Remove(Bytes key) implements Action {}

    record Get(Bytes key) implements Action {}

    record Scan(Bytes from, Bytes to, int limit) implements Action {}

    record Compact() implements Action {}

    record Reopen() implements Action {}

    record PowerFails(long seed) implements Action {}

    @Property(tries = 100, seed = "20210228", edgeCases = EdgeCasesMode.NONE)
    void an_engine_is_a_sorted_map(@ForAll("actions") List<Action> actions) throws IOException {
        SortedMap<Bytes, Bytes> model = new TreeMap<>();
        SimDisk disk = new SimDisk();
        LogEngine engine = SmallEngines.open(disk);
        for (Action action : actions) {
            switch (action) {
                case Set(Bytes key, Bytes value) -> {
                    engine.set(key, value);
                    model.put(key, value);
                }
                case Remove(Bytes key) ->
                    Fact.when(action.toString()).gives(model.remove(key) != null, engine.remove(key));
                case Get(Bytes key) -> Fact.when(action.toString()).gives(model.get(key), engine.get(key));
                case Scan(Bytes from, Bytes to, int limit) ->
                    Fact.when(action.toString()).gives(scan(model, from, to, limit), engine.scan(from, to, limit));
                case Compact() -> engine.compact();
                case Reopen() -> {
                    engine.close();
                    engine = SmallEngines.open(disk);
                }
                case PowerFails(long seed) -> {
                    // The old one is left as it is: it lives in the disk of another time.
                    disk = disk.crash(Crash.random(seed));
                    engine = SmallEngines.open(disk);
                }
            }
        }
        Fact.when("all of it").gives(RecordedEngine.entries(model), RecoveryCheck.entries(engine, "all of it"));
        engine.close();
    }

    private static List<Entry> scan(SortedMap<Bytes, Bytes> model, Bytes from, Bytes to, int limit) {
        if (from.compareTo(to) > 0) {
            return List.of();
        }
        return model.subMap(from, to).entrySet().stream()
                .limit(limit)
                .map((Map.Entry<Bytes, Bytes> entry) -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Bytes> keys =
                Arbitraries.of("", "a", "aa", "b", "c", "d", "\u00ff").map(Bytes::utf8);
        Arbitrary<Bytes> values =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(60).map(Bytes::copyOf);
        Arbitrary<Action> sets = Combinators.combine(keys, values).as(Set::new);
        Arbitrary<Action> scans = Combinators.combine(
                        keys, keys, Arbitraries.integers().between(0, 8))
                .as(Scan::new);
        Arbitrary<Action> crashes = Arbitraries.longs().map(PowerFails::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(12, sets),
                        Tuple.of(5, keys.map(Remove::new)),
                        Tuple.of(4, keys.map(Get::new)),
                        Tuple.of(3, scans),
                        Tuple.of(2, Arbitraries.just(new Compact())),
                        Tuple.of(1, Arbitraries.just(new Reopen())),
                        Tuple.of(1, crashes))
                .list()
                .ofMinSize(50)
                .ofMaxSize(150);
    }
}
