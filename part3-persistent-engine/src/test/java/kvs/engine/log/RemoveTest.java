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

/** Exercise 3.5: to remove is to write, and all that is written gets stale some day. */
@Tag("3.5")
@ExtendWith(NotWritten.class)
class RemoveTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    /** A record is 20 bytes, and 5 for kind and length of the key, and the key, and the value. */
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
    void a_key_that_was_removed_has_no_value() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            engine.set(A, value("1"));
            engine.set(B, value("2"));
            Fact.when("set a, set b, remove(a)").gives(true, engine.remove(A));
            Fact.when("set a, set b, remove(a), get(a)").gives(null, engine.get(A));
            Fact.when("set a, set b, remove(a), get(b)").gives(value("2"), engine.get(B));
        }
    }

    @Test
    void it_has_none_when_the_engine_is_opened_again() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            engine.set(A, value("1"));
            engine.remove(A);
        }
        try (LogEngine engine = Engines3.open(disk)) {
            Fact.when("set a, remove(a), close, open, get(a)")
                    .usually("the log says that a was set and not that it was removed: there is no tombstone")
                    .gives(null, engine.get(A));
        }
    }

    @Test
    void a_set_adds_to_what_is_live() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            engine.set(A, value("1"));
            Fact.when("set a = 1, stats()")
                    .usually("the record that the index points to now is of use")
                    .gives(usage(32 + SET_A_TO_1, SET_A_TO_1, 0), engine.stats().segments());
        }
    }

    @Test
    void a_value_that_is_replaced_is_not_live_any_more() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            engine.set(A, value("1"));
            engine.set(A, value("22"));
            Fact.when("set a = 1, set a = 22, stats()")
                    .usually("KeyIndex.put says where the old record is: nobody will read it again")
                    .gives(usage(32 + SET_A_TO_1 + 28, 28, 0), engine.stats().segments());
        }
    }

    @Test
    void a_remove_makes_the_value_stale_and_the_tombstone_too() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            engine.set(A, value("1"));
            engine.remove(A);
            Fact.when("set a = 1, remove(a), stats()")
                    .usually(
                            "the index points to neither of the two records; the second is a tombstone, and counted as one")
                    .gives(
                            usage(32 + SET_A_TO_1 + TOMBSTONE_OF_A, 0, TOMBSTONE_OF_A),
                            engine.stats().segments());
        }
    }

    @Test
    void to_remove_what_is_not_there_writes_nothing() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            Fact.when("remove(a) in an empty engine").gives(false, engine.remove(A));
            Fact.when("remove(a) in an empty engine, stats()")
                    .usually("a tombstone for a key without a value says what everybody knows, and stays for long")
                    .gives(usage(32, 0, 0), engine.stats().segments());
        }
    }

    @Test
    void to_remove_twice_writes_one_tombstone() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
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
    void removes_what_another_has_set_in_the_same_batch() throws Throwable {
        String did = "set b; while that is forced, three more gather to one batch: set a = 1, remove(a), remove(a)";
        Writers writers = new Writers();
        AtomicReferenceArray<@Nullable Boolean> removed = new AtomicReferenceArray<>(2);
        LogEngine engine = Engines3.open(disk);
        disk.duringForce(() -> {
            writers.begin(() -> engine.set(A, value("1")));
            writers.begin(() -> removed.set(0, engine.remove(A)));
            writers.begin(() -> removed.set(1, engine.remove(A)));
        });
        engine.set(B, value("2"));
        Fact.when(did).holds(writers.allEnd(), "all of them return", "some never do");
        writers.failures();
        Fact.when(did + "; what the two removes return")
                .usually("the index does not know yet what earlier writes of the batch do: hasValue looks at both")
                .gives("true, false", removed.get(0) + ", " + removed.get(1));
        Fact.when(did + "; get(a)").gives(null, engine.get(A));
        engine.close();
        try (LogEngine again = Engines3.open(disk)) {
            Fact.when(did + "; close, open, get(a)").gives(null, again.get(A));
        }
    }

    @Test
    void a_store_from_which_everything_was_removed_shrinks_to_nothing() throws IOException {
        try (LogEngine engine = Engines3.open(disk)) {
            for (int i = 0; i < 40; i++) {
                engine.set(Bytes.utf8("key" + i), value("value"));
            }
            for (int i = 0; i < 40; i++) {
                engine.remove(Bytes.utf8("key" + i));
            }
            Fact.when("40 sets, 40 removes, stats().live()")
                    .usually("a tombstone is of no use to anybody who reads, so it is not live")
                    .gives(0, engine.stats().live());
            engine.compact();
            Fact.when("40 sets, 40 removes, compact(), stats().bytes()")
                    .usually("compaction waits until enough is stale: who does not count cannot tell")
                    .holds(
                            engine.stats().bytes() < 400,
                            "less than 400",
                            engine.stats().bytes());
        }
    }
}
