package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.OrderedEngine;
import kvs.engine.OrderedEngineContract;
import kvs.io.RealDisk;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every engine on a real disk, and what this engine alone promises. */
class LogEngineTest extends OrderedEngineContract {
    @TempDir
    Path directory;

    @Override
    protected LogEngine open() throws IOException {
        return LogEngine.open(
                new RealDisk(), directory, LogEngineOptions.defaults().withFsync(Fsync.NEVER));
    }

    @Test
    void keeps_everything_over_restarts() throws IOException {
        SimDisk disk = new SimDisk();
        SortedMap<Bytes, Bytes> model = new TreeMap<>();
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            try (LogEngine again = SmallEngines.open(disk)) {
                expect(again, model, round);
                for (int i = 0; i < 50; i++) {
                    change(again, model, random, 60);
                }
                if (round % 3 == 0) {
                    again.compact();
                    expect(again, model, round);
                }
            }
        }
    }

    private static void change(LogEngine engine, Map<Bytes, Bytes> model, Random random, int keys) throws IOException {
        Bytes key = Bytes.utf8("key" + random.nextInt(keys));
        if (random.nextInt(3) == 0) {
            Fact.when("remove(" + key + ")").gives(model.remove(key) != null, engine.remove(key));
        } else {
            Bytes value = Bytes.utf8("v".repeat(random.nextInt(30)) + random.nextInt(100));
            engine.set(key, value);
            model.put(key, value);
        }
    }

    private static void expect(LogEngine engine, SortedMap<Bytes, Bytes> model, int round) throws IOException {
        List<OrderedEngine.Entry> expected = new ArrayList<>();
        model.forEach((key, value) -> expected.add(new OrderedEngine.Entry(key, value)));
        Fact.when("scan of everything, in round " + round).gives(expected, engine.scan(Bytes.EMPTY, null, 1000));
        Fact.when("size(), in round " + round).gives(model.size(), engine.size());
        long live = 0;
        for (var entry : model.entrySet()) {
            live += 20 + EntryFormat.set(entry.getKey(), entry.getValue()).length();
        }
        Fact.when("the live bytes of all segments, in round " + round)
                .usually("a record that was replaced, removed or moved was counted twice or not at all")
                .gives(live, engine.stats().live());
    }

    /** On a real disk: a SimDisk treats short and long values the same. */
    @Test
    void keeps_short_and_long_values_over_restarts() throws IOException {
        Map<Bytes, Bytes> model = new TreeMap<>();
        Random random = new Random(8);
        for (int round = 0; round < 4; round++) {
            setShortAndLong(model, random, 1_500);
            engine.close();
            engine = open();
            expectAll(model, "1,500 sets of up to 100,000 bytes, and restart " + (round + 1));
        }
    }

    @Test
    void shrinks_to_nothing_when_everything_is_removed() throws IOException {
        try (LogEngine small = SmallEngines.open(new SimDisk())) {
            for (int i = 0; i < 100; i++) {
                small.set(Bytes.utf8("key" + i), Bytes.utf8("value"));
            }
            for (int i = 0; i < 100; i++) {
                small.remove(Bytes.utf8("key" + i));
            }
            long before = small.stats().bytes();
            small.compact();
            Fact.when("100 sets, 100 removes, compact()")
                    .usually("tombstones are not counted as stale, or never dropped")
                    .holds(small.stats().bytes() < 400, "less than 400 bytes, of " + before, small.stats());
        }
    }

    /** A record of "cold" has 34 bytes, one of "hot" 35. What is stale in the newest segment is too little to roll it. */
    @Test
    void counts_written_and_copied_bytes() throws IOException {
        SimDisk disk = new SimDisk();
        try (LogEngine small = SmallEngines.open(disk)) {
            small.set(Bytes.utf8("cold"), Bytes.utf8("value"));
            for (int i = 10; i < 40; i++) {
                small.set(Bytes.utf8("hot"), Bytes.utf8("value" + i));
            }
            small.remove(Bytes.utf8("absent"));
            Fact.when("set cold, 30 sets of hot, remove absent; bytes written")
                    .usually("a remove of an absent key writes nothing")
                    .gives(34 + 30 * 35, small.stats().written());
            Fact.when("the same; bytes copied").gives(0, small.stats().copied());
            Fact.when("the same; write amplification").gives(1.0, small.stats().writeAmplification());
            small.compact();
            Fact.when("the same, compact(); bytes written")
                    .gives(34 + 30 * 35, small.stats().written());
            Fact.when("the same, compact(); bytes copied: the record of cold")
                    .gives(34, small.stats().copied());
            Fact.when("the same, compact(); write amplification")
                    .gives((34.0 + 34 + 30 * 35) / (34 + 30 * 35), small.stats().writeAmplification());
        }
        try (LogEngine again = SmallEngines.open(disk)) {
            Fact.when("the same, close, open; bytes written")
                    .gives(0, again.stats().written());
            Fact.when("the same, close, open; bytes copied")
                    .gives(0, again.stats().copied());
        }
    }

    @Test
    void compaction_ends_when_it_gains_nothing() throws IOException {
        try (LogEngine small = SmallEngines.open(new SimDisk())) {
            // Its record ends up alone in a segment, and the stale records elsewhere are too few to compact.
            small.set(Bytes.utf8("once"), Bytes.EMPTY);
            for (int i = 0; i < 100; i++) {
                small.set(Bytes.utf8("again"), Bytes.EMPTY);
                small.compact();
            }
            Fact.when("size()").gives(2, small.size());
        }
    }

    @Test
    void compaction_ends_for_a_key_removed_again_and_again() throws IOException {
        try (LogEngine small = SmallEngines.open(new InterceptedDisk(new SimDisk()))) {
            // The oldest segment is all live and stays, so one tombstone has to stay as well.
            for (int i = 0; i < 12; i++) {
                small.set(Bytes.utf8("key" + i), Bytes.utf8("value"));
            }
            for (int i = 0; i < 60; i++) {
                small.set(Bytes.utf8("gone"), Bytes.EMPTY);
                small.remove(Bytes.utf8("gone"));
            }
            small.compact();
            Fact.when("60 sets and removes of a key, compact()")
                    .usually("tombstones are copied although a later record in the same segment replaces them")
                    .holds(small.stats().bytes() < 1200, "less than 1,200 bytes", small.stats());
        }
    }
}
