package kvs.engine.log;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.server.NotWritten;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exercise 3.5: a remove writes a tombstone, and each record that is replaced or removed becomes stale. */
@Tag("3.5")
@ExtendWith(NotWritten.class)
class RemoveTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    /** A record is 20 bytes, 5 for kind and key length, the key, and the value. */
    private static final int SET_A_TO_1 = 27;

    private static final int TOMBSTONE_OF_A = 26;

    private final SimDisk disk = new SimDisk();

    private static Bytes value(String text) {
        return Bytes.utf8(text);
    }

    private static List<Stats.Segment> usage(long bytes, long live, long tombstones) {
        return List.of(new Stats.Segment(1, bytes, live, tombstones));
    }

    @Test
    void a_removed_key_has_no_value() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, value("1"));
            engine.set(B, value("2"));
            Fact.when("set a, set b, remove(a)").gives(true, engine.remove(A));
            Fact.when("set a, set b, remove(a), get(a)").gives(null, engine.get(A));
            Fact.when("set a, set b, remove(a), get(b)").gives(value("2"), engine.get(B));
        }
    }

    @Test
    void an_empty_value_is_a_value() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, Bytes.EMPTY);
            Fact.when("set a = nothing, get(a)")
                    .usually("an empty value was taken for a remove; a remove has no value at all: null")
                    .gives(Bytes.EMPTY, engine.get(A));
            engine.set(B, value("2"));
            engine.set(B, Bytes.EMPTY);
            Fact.when("set b = 2, set b = nothing, get(b)").gives(Bytes.EMPTY, engine.get(B));
            Fact.when("set b = nothing, remove(b)").gives(true, engine.remove(B));
            Fact.when("set a = nothing, set and remove b, stats().live()")
                    .usually("the record of an empty value is live as well")
                    .gives(SET_A_TO_1 - 1, engine.stats().live());
        }
        try (LogEngine again = SmallEngines.open(disk)) {
            Fact.when("set a = nothing, close, open, get(a)").gives(Bytes.EMPTY, again.get(A));
        }
    }

    @Test
    void a_removed_key_has_no_value_after_a_restart() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, value("1"));
            engine.remove(A);
        }
        try (LogEngine engine = SmallEngines.open(disk)) {
            Fact.when("set a, remove(a), close, open, get(a)")
                    .usually("the log has a record that sets a and none that removes it: a tombstone is missing")
                    .gives(null, engine.get(A));
        }
    }

    @Test
    void a_set_adds_live_bytes() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, value("1"));
            Fact.when("set a = 1, stats()")
                    .usually("the record that the index points to now is live")
                    .gives(usage(32 + SET_A_TO_1, SET_A_TO_1, 0), engine.stats().segments());
        }
    }

    @Test
    void a_replaced_value_is_stale() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, value("1"));
            engine.set(A, value("22"));
            Fact.when("set a = 1, set a = 22, stats()")
                    .usually("index.put returns the pointer of the old record, which is stale now")
                    .gives(usage(32 + SET_A_TO_1 + 28, 28, 0), engine.stats().segments());
        }
    }

    @Test
    void a_removed_value_and_its_tombstone_are_stale() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, value("1"));
            engine.remove(A);
            Fact.when("set a = 1, remove(a), stats()")
                    .usually("the index points to neither of the two records; the second counts as a tombstone")
                    .gives(
                            usage(32 + SET_A_TO_1 + TOMBSTONE_OF_A, 0, TOMBSTONE_OF_A),
                            engine.stats().segments());
        }
    }

    @Test
    void removing_an_absent_key_writes_nothing() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            Fact.when("remove(a) in an empty engine").gives(false, engine.remove(A));
            Fact.when("remove(a) in an empty engine, stats()")
                    .usually("a tombstone for a key without a value changes nothing and takes up space")
                    .gives(usage(32, 0, 0), engine.stats().segments());
        }
    }

    @Test
    void removing_twice_writes_one_tombstone() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, value("1"));
            engine.remove(A);
            Fact.when("set a = 1, remove(a), remove(a)").gives(false, engine.remove(A));
            Fact.when("set a = 1, remove(a), remove(a), stats()")
                    .gives(
                            usage(32 + SET_A_TO_1 + TOMBSTONE_OF_A, 0, TOMBSTONE_OF_A),
                            engine.stats().segments());
        }
    }

    @Test
    void removes_a_key_set_in_the_same_batch() throws Throwable {
        String did = "set b; while it is forced, three more writes share a batch: set a = 1, remove(a), remove(a)";
        QueuedWriters writers = new QueuedWriters();
        AtomicReferenceArray<@Nullable Boolean> removed = new AtomicReferenceArray<>(2);
        LogEngine engine = SmallEngines.open(disk);
        disk.duringForce(() -> {
            writers.start(() -> engine.set(A, value("1")));
            writers.start(() -> removed.set(0, engine.remove(A)));
            writers.start(() -> removed.set(1, engine.remove(A)));
        });
        engine.set(B, value("2"));
        Fact.when(did).holds(writers.allReturn(), "all of them return", "some never do");
        writers.failures();
        Fact.when(did + "; what the two removes return")
                .usually("earlier writes of the batch are not in the index yet: hasValue looks at both")
                .gives("true, false", removed.get(0) + ", " + removed.get(1));
        Fact.when(did + "; get(a)").gives(null, engine.get(A));
        engine.close();
        try (LogEngine again = SmallEngines.open(disk)) {
            Fact.when(did + "; close, open, get(a)").gives(null, again.get(A));
        }
    }

    @Test
    void each_write_of_a_batch_sees_those_before_it() throws Throwable {
        String did = "set a = 1; while set b is forced, four more share a batch: remove(a), remove(a), set a = nothing,"
                + " remove(a)";
        QueuedWriters writers = new QueuedWriters();
        AtomicReferenceArray<@Nullable Boolean> removed = new AtomicReferenceArray<>(3);
        LogEngine engine = SmallEngines.open(disk);
        engine.set(A, value("1"));
        disk.duringForce(() -> {
            writers.start(() -> removed.set(0, engine.remove(A)));
            writers.start(() -> removed.set(1, engine.remove(A)));
            writers.start(() -> engine.set(A, Bytes.EMPTY));
            writers.start(() -> removed.set(2, engine.remove(A)));
        });
        engine.set(B, value("2"));
        Fact.when(did).holds(writers.allReturn(), "all of them return", "some never do");
        writers.failures();
        Fact.when(did + "; what the three removes return")
                .usually("the last write of the key before this one counts: in the batch, else in the index")
                .gives("true, false, true", removed.get(0) + ", " + removed.get(1) + ", " + removed.get(2));
        Fact.when(did + "; get(a)").gives(null, engine.get(A));
        Fact.when(did + "; stats().live(): the record of b")
                .usually("each record that the index no longer points to is stale, even one of the same batch")
                .gives(SET_A_TO_1, engine.stats().live());
        engine.close();
    }

    @Test
    void an_emptied_store_shrinks_to_nothing() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            for (int i = 0; i < 40; i++) {
                engine.set(Bytes.utf8("key" + i), value("value"));
            }
            for (int i = 0; i < 40; i++) {
                engine.remove(Bytes.utf8("key" + i));
            }
            Fact.when("40 sets, 40 removes, stats().live()")
                    .usually("no read needs a tombstone, so it is not live")
                    .gives(0, engine.stats().live());
            engine.compact();
            Fact.when("40 sets, 40 removes, compact(), stats().bytes()")
                    .usually("compaction starts when enough bytes are stale, so every stale byte has to be counted")
                    .holds(
                            engine.stats().bytes() < 400,
                            "less than 400",
                            engine.stats().bytes());
        }
    }
}
