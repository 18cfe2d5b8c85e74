package kvs.engine.log;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.OrderedEngine.Entry;
import kvs.engine.log.OneFileStore.Fault;
import kvs.engine.log.Store.Call;
import kvs.history.DiskHistory;
import kvs.history.Operation;
import kvs.io.Crash;
import kvs.io.Disk;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.server.NotWritten;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exercise 3.9: the laws of a store that survives crashes. Correct stores must pass, each faulty one must fail. */
@Tag("3.9")
@ExtendWith(NotWritten.class)
class CrashLawsTest {
    private static final String LONG = "long".repeat(75);

    /** The longest unsynced run crosses a sector, and the compaction comes when there is something to lose. */
    private static final Call[] CALLS = {
        set("a", "1"),
        set("b", "2"),
        sync(),
        set("a", "3"),
        remove("b"),
        set("c", LONG),
        set("d", LONG),
        set("e", "5"),
        sync(),
        remove("a"),
        new Call.Compact(),
        set("f", "6"),
        sync(),
        set("g", "7"),
        remove("c")
    };

    private static final Call[] ENGINE_CALLS = {
        set("a", "one"),
        set("a", "two"),
        set("b", "three"),
        sync(),
        set("a", "four"),
        remove("b"),
        set("b", "five"),
        set("a", "six"),
        new Call.Compact(),
        set("c", "seven"),
        sync()
    };

    private static Call set(String key, String value) {
        return new Call.Set(key, value);
    }

    private static Call remove(String key) {
        return new Call.Remove(key);
    }

    private static Call sync() {
        return new Call.Sync();
    }

    /** A history on an imagined disk: opening takes three disk operations, a sync one, each other call two. */
    private static DiskHistory<Call> imagined(Call... calls) {
        DiskHistory<Call> history = new DiskHistory<>(new SimDisk());
        int at = 3;
        for (Call call : calls) {
            int returned = at + (call instanceof Call.Sync ? 1 : 2);
            history.add(new Operation<>(call, at, returned));
            at = returned;
        }
        return history;
    }

    /** 0: set a, 3 to 5; 1: set b, 5 to 7; 2: sync, 7 to 8; 3: remove a, 8 to 10; 4: set b, 10 to 12; 5: sync, to 13. */
    private static final DiskHistory<Call> SIX =
            imagined(set("a", "1"), set("b", "2"), sync(), remove("a"), set("b", "3"), sync());

    private static final String SIX_CALLS = " in: set a=1 | set b=2 | sync | remove a | set b=3 | sync";

    private static SortedMap<String, String> map(String... keysAndValues) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void after_gives_the_contents_after_each_operation() {
        List<Map<String, String>> expected = List.of(
                map(),
                map("a", "1"),
                map("a", "1", "b", "2"),
                map("a", "1", "b", "2"),
                map("b", "2"),
                map("b", "3"),
                map("b", "3"));
        for (int operations = 0; operations < expected.size(); operations++) {
            Fact.when("after(history, " + operations + ")" + SIX_CALLS)
                    .usually("the first " + operations + " operations count, and no others")
                    .gives(expected.get(operations), CrashLaws.after(SIX, operations));
        }
    }

    @Test
    void durable_counts_the_operations_up_to_the_last_sync_that_returned() {
        for (int crashedAt = 0; crashedAt <= 14; crashedAt++) {
            Fact.when("durable(history, " + crashedAt + ")" + SIX_CALLS
                            + "; the first sync returned at disk operation 8, the second at 13")
                    .usually("a sync makes everything before it durable, and only when it returns")
                    .gives(crashedAt < 8 ? 0 : crashedAt < 13 ? 3 : 6, CrashLaws.durable(SIX, crashedAt));
        }
    }

    @Test
    void accepts_a_prefix_longer_than_what_is_durable() {
        accepts(6, map("a", "1", "b", "2"));
        accepts(11, map("a", "1", "b", "2"));
        accepts(11, map("b", "2"));
        accepts(11, map("b", "3"));
        accepts(13, map("b", "3"));
        accepts(imagined(set("a", "1")), " in: set a=1", 4, map("a", "1"));
    }

    private static void accepts(int crashedAt, SortedMap<String, String> found) {
        accepts(SIX, SIX_CALLS, crashedAt, found);
    }

    private static void accepts(
            DiskHistory<Call> history, String calls, int crashedAt, SortedMap<String, String> found) {
        String got = "the law holds";
        try {
            CrashLaws.isAPrefix(history, crashedAt, found);
        } catch (AssertionError broken) {
            got = "the law is broken";
        }
        Fact.when("isAPrefix(history, " + crashedAt + ", " + found + ")" + calls)
                .usually("what is not durable may survive all the same, up to the last operation that had been invoked")
                .gives("the law holds", got);
    }

    @Test
    void rejects_contents_that_are_no_prefix() {
        rejects(11, map("a", "1"), "b = 2 was synced, and is lost");
        rejects(11, map("a", "1", "b", "3"), "a was removed before b was set again: a hole");
        rejects(11, map("b", "2", "x", "9"), "x was never set");
        rejects(11, map(), "everything is lost, though a sync had returned");
        rejects(9, map("b", "3"), "b = 3 was not set before disk operation 10");
        rejects(13, map("b", "2"), "the second sync had returned");
    }

    private static void rejects(int crashedAt, SortedMap<String, String> found, String why) {
        boolean rejected = false;
        try {
            CrashLaws.isAPrefix(SIX, crashedAt, found);
        } catch (AssertionError broken) {
            rejected = true;
        }
        Fact.when("isAPrefix(history, " + crashedAt + ", " + found + ")" + SIX_CALLS)
                .usually(why)
                .holds(rejected, "the law is broken", "the law holds");
    }

    @Test
    void a_correct_store_breaks_no_law() throws IOException {
        Store.Opener correct = OneFileStore.with(null);
        DiskHistory<Call> history = RecordedStore.history(correct, CALLS);
        try {
            CrashLaws.survivesEverywhere(history, correct);
        } catch (AssertionError broken) {
            Fact.when("survivesEverywhere with a correct store")
                    .usually("a law demands what no sync has promised")
                    .gives("every law holds", oneLine(broken));
        }
    }

    @Test
    void the_engine_of_this_part_breaks_no_law() throws IOException {
        DiskHistory<Call> history = RecordedStore.history(CrashLawsTest::engine, ENGINE_CALLS);
        Operation<Call> compaction = history.operations().get(8);
        // If the compaction does less, this test proves less.
        Fact.when("a history of the engine, disk operations of its compaction")
                .holds(compaction.returned() - compaction.invoked() > 10, "more than 10", compaction);
        // At each disk operation and not at each byte: opening an engine thousands of times is slow.
        for (int n = 0; n <= history.disk().operations(); n++) {
            SimDisk then = history.disk().asOf(n);
            engineSurvives(history, n, "a kill", history.disk().asOf(n));
            engineSurvives(history, n, "a loss of power", then.crash(Crash.LOSES_ALL));
            engineSurvives(history, n, "a loss of power that keeps some", then.crash(Crash.random(n)));
        }
    }

    private static void engineSurvives(DiskHistory<Call> history, int n, String crash, SimDisk left)
            throws IOException {
        try {
            CrashLaws.survives(history, CrashLawsTest::engine, n, left);
        } catch (AssertionError broken) {
            Fact.when("survives with LogEngine, Fsync.NEVER and flush as its sync, after " + crash
                            + " at disk operation " + n)
                    .usually("a law demands what no sync has promised; or the engine, part of which is yours, is wrong")
                    .gives("the law holds", oneLine(broken));
        }
    }

    /** The message of a broken law, without the columns of a card of its own. */
    private static String oneLine(AssertionError broken) {
        return String.valueOf(broken.getMessage())
                .replaceAll("\\s*\n\\s*", "; ")
                .replaceAll("\\s+", " ");
    }

    private static Store engine(Disk disk) throws IOException {
        LogEngineOptions options = SmallEngines.options()
                .withFsync(Fsync.NEVER)
                .withLog(LogOptions.defaults()
                        .withSegmentBytes(120)
                        .withBufferBytes(200)
                        .withSalts(new AtomicInteger()::incrementAndGet))
                .withCompactBytes(100);
        LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options);
        return new Store() {
            @Override
            public void set(String key, String value) throws IOException {
                engine.set(Bytes.utf8(key), Bytes.utf8(value));
            }

            @Override
            public void remove(String key) throws IOException {
                engine.remove(Bytes.utf8(key));
            }

            @Override
            public void sync() throws IOException {
                engine.flush();
            }

            @Override
            public void compact() throws IOException {
                engine.compact();
            }

            @Override
            public SortedMap<String, String> contents() throws IOException {
                SortedMap<String, String> contents = new TreeMap<>();
                for (Entry entry : engine.scan(Bytes.EMPTY, null, 100)) {
                    contents.put(text(entry.key()), text(entry.value()));
                }
                return contents;
            }
        };
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void tries_each_disk_operation_and_each_byte() throws IOException {
        Store.Opener correct = OneFileStore.with(null);
        DiskHistory<Call> history = RecordedStore.history(correct, CALLS);
        int[] opened = {0};
        CrashLaws.survivesEverywhere(history, disk -> {
            opened[0]++;
            return correct.open(disk);
        });
        int places = 0;
        for (int n = 0; n < history.disk().operations(); n++) {
            places += 1 + history.disk().bytesOf(n);
        }
        // At each place a kill and a loss of power, and after each of them three starts.
        Fact.when("survivesEverywhere, how often a store is opened")
                .usually("a write can be cut at each of its bytes, by a kill and by a loss of power, and after each of"
                        + " them the store is opened three times")
                .holds(opened[0] >= 6 * places, "at least " + 6 * places, opened[0]);
    }

    @Test
    void tries_a_crash_after_the_last_disk_operation() throws IOException {
        Store.Opener wrong = OneFileStore.with(Fault.ACKNOWLEDGES_BEFORE_THE_FORCE);
        // Opened by a correct store, so that nothing but the sync of this history is wrong.
        mustFail(
                RecordedStore.history(wrong, set("a", "1"), sync()),
                OneFileStore.with(null),
                "a history set a=1 | sync, whose sync forced nothing, so that no disk operation comes after the write",
                "that sync has returned only after the last disk operation: n runs to disk.operations(), inclusive");
    }

    @Test
    void fails_a_store_that_acknowledges_before_the_force() throws IOException {
        mustFail(Fault.ACKNOWLEDGES_BEFORE_THE_FORCE, "a kill keeps what was never forced; a loss of power does not");
    }

    @Test
    void fails_a_store_that_removes_in_memory_only() throws IOException {
        mustFail(Fault.REMOVES_IN_MEMORY_ONLY, "a key that was removed and synced must stay removed");
    }

    @Test
    void fails_a_store_that_accepts_a_torn_record() throws IOException {
        mustFail(Fault.ACCEPTS_A_TORN_RECORD, "a value that was cut short was never set");
    }

    @Test
    void fails_a_store_that_skips_a_bad_record() throws IOException {
        mustFail(
                Fault.SKIPS_A_BAD_RECORD,
                "sectors reach the disk in any order: a later write can be whole where an earlier one is not");
    }

    @Test
    void fails_a_store_that_rejects_a_torn_tail() throws IOException {
        mustFail(Fault.REJECTS_A_TORN_TAIL, "a store that cannot be opened has lost everything");
    }

    @Test
    void fails_a_store_that_appends_after_garbage() throws IOException {
        mustFail(
                Fault.APPENDS_AFTER_GARBAGE,
                "the first start looks right; what is written after it is lost at the next");
    }

    @Test
    void fails_a_store_that_shows_unforced_records() throws IOException {
        mustFail(
                Fault.SHOWS_UNFORCED_RECORDS,
                "what was shown after a kill must survive a loss of power right after it");
    }

    @Test
    void fails_a_store_that_compacts_in_place() throws IOException {
        mustFail(
                Fault.COMPACTS_IN_PLACE,
                "in the middle of the compaction, neither the old file nor the new one is there");
    }

    @Test
    void fails_a_store_that_does_not_force_the_directory() throws IOException {
        mustFail(
                Fault.DOES_NOT_FORCE_THE_DIRECTORY,
                "a rename that was not forced is undone by a crash, and later syncs with it");
    }

    /** Everything is synced before the compaction: only a sync after the start shows that the old name can come back. */
    @Test
    void fails_a_store_that_does_not_force_the_directory_at_a_start() throws IOException {
        Store.Opener wrong = OneFileStore.with(Fault.DOES_NOT_FORCE_THE_DIRECTORY_AT_A_START);
        mustFail(
                RecordedStore.history(wrong, set("a", "1"), set("b", "2"), set("a", "3"), sync(), new Call.Compact()),
                wrong,
                "a store that has the fault " + Fault.DOES_NOT_FORCE_THE_DIRECTORY_AT_A_START,
                "a kill, a start, a sync, and then a loss of power: set and sync on the store that was opened first");
    }

    @Test
    void tries_losses_of_power_that_differ() throws IOException {
        Store.Opener correct = OneFileStore.with(null);
        DiskHistory<Call> history = RecordedStore.history(correct, set("a", "eight sectors".repeat(310)));
        byte[] whole = history.disk().files().values().iterator().next();
        Set<String> holes = new TreeSet<>();
        CrashLaws.survivesEverywhere(history, disk -> {
            for (byte[] left : ((SimDisk) disk).files().values()) {
                int mismatch = Arrays.mismatch(left, whole);
                // Longer than a sector: a start has cut off everything, and a new key follows.
                if (left.length > 512 && mismatch >= 0 && mismatch < Math.min(left.length, whole.length)) {
                    holes.add(Arrays.toString(left));
                }
            }
            return correct.open(disk);
        });
        Fact.when("survivesEverywhere with a value of eight sectors; files with a hole that the store was opened on")
                .usually("each seed keeps other sectors: use ten different seeds after each disk operation")
                .holds(holes.size() >= 2, "at least 2 different ones", holes.size());
    }

    private static void mustFail(Fault fault, String meaning) throws IOException {
        Store.Opener wrong = OneFileStore.with(fault);
        mustFail(RecordedStore.history(wrong, CALLS), wrong, "a store that has the fault " + fault, meaning);
    }

    private static void mustFail(DiskHistory<Call> history, Store.Opener opener, String what, String meaning) {
        boolean caught = false;
        try {
            CrashLaws.survivesEverywhere(history, opener);
        } catch (AssertionError | IOException broken) {
            // A store that cannot be opened throws an IOException, which a law lets pass.
            caught = true;
        }
        Fact.when("survivesEverywhere with " + what)
                .usually(meaning)
                .holds(caught, "a law is broken", "every law held: the fault would go unnoticed");
    }
}
