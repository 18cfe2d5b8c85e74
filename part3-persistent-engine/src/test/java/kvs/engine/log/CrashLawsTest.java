package kvs.engine.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.OrderedEngine.Entry;
import kvs.engine.log.SmallStore.Fault;
import kvs.engine.log.Story.Deed;
import kvs.engine.log.Story.Step;
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

/** Exercise 3.9: the property of a store that survives. It must acquit the right ones and convict each wrong one. */
@Tag("3.9")
@ExtendWith(NotWritten.class)
class CrashLawsTest {
    private static final String LONG = "long".repeat(75);

    /** The longest prefix that is not synced crosses a sector, and compaction comes when there is something to lose. */
    private static final Deed[] DEEDS = {
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
        new Deed.Compact(),
        set("f", "6"),
        sync(),
        set("g", "7"),
        remove("c")
    };

    private static final Deed[] ENGINE_DEEDS = {
        set("a", "one"),
        set("a", "two"),
        set("b", "three"),
        sync(),
        set("a", "four"),
        remove("b"),
        set("b", "five"),
        set("a", "six"),
        new Deed.Compact(),
        set("c", "seven"),
        sync()
    };

    private static Deed set(String key, String value) {
        return new Deed.Set(key, value);
    }

    private static Deed remove(String key) {
        return new Deed.Remove(key);
    }

    private static Deed sync() {
        return new Deed.Sync();
    }

    /** Three operations to open; each step takes two, but a sync, which takes one. */
    private static Story written(Deed... deeds) {
        List<Step> steps = new ArrayList<>();
        int at = 3;
        for (Deed deed : deeds) {
            int ended = at + (deed instanceof Deed.Sync ? 1 : 2);
            steps.add(new Step(deed, at, ended));
            at = ended;
        }
        return new Story(new SimDisk(), steps);
    }

    /** 0: set a, 3 to 5; 1: set b, 5 to 7; 2: sync, 7 to 8; 3: remove a, 8 to 10; 4: set b, 10 to 12; 5: sync, to 13. */
    private static final Story SIX = written(set("a", "1"), set("b", "2"), sync(), remove("a"), set("b", "3"), sync());

    private static final String SIX_STEPS = " in: set a=1 | set b=2 | sync | remove a | set b=3 | sync";

    private static SortedMap<String, String> map(String... keysAndValues) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Test
    void knows_what_a_store_holds_after_each_step() {
        List<Map<String, String>> expected = List.of(
                map(), map("a", "1"), map("a", "1", "b", "2"), map("a", "1", "b", "2"), map("b", "2"), map("b", "3"));
        for (int steps = 0; steps < expected.size(); steps++) {
            Fact.when("after(story, " + steps + ")" + SIX_STEPS)
                    .gives(expected.get(steps), CrashLaws.after(SIX, steps));
        }
    }

    @Test
    void knows_what_is_safe_at_each_operation() {
        for (int operations = 0; operations <= 14; operations++) {
            Fact.when("safe(story, " + operations + ")" + SIX_STEPS
                            + "; the first sync returned at operation 8, the second at 13")
                    .usually("a sync promises when it returns, and what it promises is all before it")
                    .gives(operations < 8 ? 0 : operations < 13 ? 3 : 6, CrashLaws.safe(SIX, operations));
        }
    }

    @Test
    void lets_a_prefix_pass_that_is_longer_than_what_is_safe() {
        for (SortedMap<String, String> found : List.of(map("a", "1", "b", "2"), map("b", "2"), map("b", "3"))) {
            String got = "it holds";
            try {
                CrashLaws.isAPrefix(SIX, 11, found);
            } catch (AssertionError broken) {
                got = "it is broken";
            }
            Fact.when("isAPrefix(story, 11, " + found + ")" + SIX_STEPS)
                    .usually("what is not safe may survive all the same: up to the last step that had begun")
                    .gives("it holds", got);
        }
    }

    @Test
    void lets_nothing_else_pass() {
        isRefused(11, map("a", "1"), "b = 2 was synced, and is lost");
        isRefused(11, map("a", "1", "b", "3"), "a was removed before b was set again: a hole");
        isRefused(11, map("b", "2", "x", "9"), "nobody has ever set x");
        isRefused(11, map(), "everything is lost, and a sync had returned");
        isRefused(9, map("b", "3"), "b = 3 was not set before operation 10");
        isRefused(13, map("b", "2"), "the second sync had returned");
    }

    private static void isRefused(int operations, SortedMap<String, String> found, String why) {
        boolean refused = false;
        try {
            CrashLaws.isAPrefix(SIX, operations, found);
        } catch (AssertionError broken) {
            refused = true;
        }
        Fact.when("isAPrefix(story, " + operations + ", " + found + ")" + SIX_STEPS)
                .usually(why)
                .holds(refused, "the law is broken", "the law holds");
    }

    @Test
    void a_right_store_breaks_no_law() throws IOException {
        breaksNone("a small store without a fault", SmallStore.with(null), DEEDS);
    }

    @Test
    void the_engine_of_this_part_breaks_no_law() throws IOException {
        Story story = Story.of(CrashLawsTest::engine, ENGINE_DEEDS);
        Step compaction = story.steps().get(8);
        // Else this proves less and says nothing.
        Fact.when("a story of the engine, operations of its compaction")
                .holds(compaction.ended() - compaction.began() > 10, "more than 10", compaction);
        // At each operation and not at each byte: to open it a few thousand times takes its time.
        for (int n = 0; n <= story.disk().operations(); n++) {
            SimDisk then = story.disk().asOf(n);
            acquits(story, n, "a kill", story.disk().asOf(n));
            acquits(story, n, "a loss of power", then.crash(Crash.LOSES_ALL));
            acquits(story, n, "a loss of power, of some", then.crash(Crash.random(n)));
        }
    }

    private static void acquits(Story story, int n, String crash, SimDisk left) throws IOException {
        try {
            CrashLaws.survives(story, CrashLawsTest::engine, n, left);
        } catch (AssertionError broken) {
            Fact.when("survives with LogEngine, Fsync.NEVER and flush as its sync, after " + crash + " at operation "
                            + n)
                    .usually("a law demands what no sync has promised; or the engine, which is yours in part, is wrong")
                    .gives("the law holds", oneLine(broken));
        }
    }

    private static void breaksNone(String what, Store.Maker right, Deed... deeds) throws IOException {
        Story story = Story.of(right, deeds);
        try {
            CrashLaws.survivesEverywhere(story, right);
        } catch (AssertionError broken) {
            Fact.when("survivesEverywhere with " + what)
                    .usually("a law demands what no sync has promised")
                    .gives("every law holds", oneLine(broken));
        }
    }

    /** What a law said, without the columns of a card of its own. */
    private static String oneLine(AssertionError broken) {
        return String.valueOf(broken.getMessage())
                .replaceAll("\\s*\n\\s*", "; ")
                .replaceAll("\\s+", " ");
    }

    private static Store engine(Disk disk) throws IOException {
        LogEngineOptions options = Engines3.small()
                .withFsync(Fsync.NEVER)
                .withLog(LogOptions.defaults()
                        .withSegmentBytes(120)
                        .withBufferBytes(200)
                        .withSalts(new AtomicInteger()::incrementAndGet))
                .withCompactBytes(100);
        LogEngine engine = LogEngine.open(disk, Engines3.DIRECTORY, options);
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
    void tries_each_operation_and_each_byte() throws IOException {
        Store.Maker right = SmallStore.with(null);
        Story story = Story.of(right, DEEDS);
        int[] opened = {0};
        CrashLaws.survivesEverywhere(story, disk -> {
            opened[0]++;
            return right.open(disk);
        });
        int places = 0;
        for (int n = 0; n < story.disk().operations(); n++) {
            places += 1 + story.disk().bytesOf(n);
        }
        // A kill and a loss of power, and each time three disks.
        Fact.when("survivesEverywhere, how often a store is opened")
                .usually(
                        "a write can be cut at each of its bytes, by a kill and by a loss of power, and each time three disks are opened")
                .holds(opened[0] >= 6 * places, "at least " + 6 * places, opened[0]);
    }

    @Test
    void catches_a_store_that_acknowledges_before_the_force() throws IOException {
        mustCatch(Fault.ACKNOWLEDGES_BEFORE_THE_FORCE, "a kill keeps what was never forced; a loss of power does not");
    }

    @Test
    void catches_a_store_that_removes_in_memory_only() throws IOException {
        mustCatch(Fault.REMOVES_IN_MEMORY_ONLY, "what was removed and synced must stay away");
    }

    @Test
    void catches_a_store_that_believes_a_torn_record() throws IOException {
        mustCatch(Fault.BELIEVES_A_TORN_RECORD, "a value that was cut is one that nobody has ever set");
    }

    @Test
    void catches_a_store_that_leaves_a_hole() throws IOException {
        mustCatch(
                Fault.LEAVES_A_HOLE,
                "sectors come to disk in any order: a later write can be whole where an earlier one is not");
    }

    @Test
    void catches_a_store_that_refuses_a_torn_tail() throws IOException {
        mustCatch(Fault.REFUSES_A_TORN_TAIL, "a store that cannot be opened has lost everything");
    }

    @Test
    void catches_a_store_that_appends_after_garbage() throws IOException {
        mustCatch(
                Fault.APPENDS_AFTER_GARBAGE,
                "the first start looks fine; what is written after it is gone with the next");
    }

    @Test
    void catches_a_store_that_shows_what_may_vanish() throws IOException {
        mustCatch(
                Fault.SHOWS_WHAT_MAY_VANISH, "what was shown after a kill must not be lost with the power afterwards");
    }

    @Test
    void catches_a_store_that_compacts_in_place() throws IOException {
        mustCatch(Fault.COMPACTS_IN_PLACE, "in the middle of a compaction neither the old nor the new is there");
    }

    @Test
    void catches_a_store_that_forgets_the_directory() throws IOException {
        mustCatch(Fault.FORGETS_THE_DIRECTORY, "a rename that was not forced comes undone, and later syncs with it");
    }

    private static void mustCatch(Fault fault, String meaning) throws IOException {
        Store.Maker wrong = SmallStore.with(fault);
        Story story = Story.of(wrong, DEEDS);
        boolean caught = false;
        try {
            CrashLaws.survivesEverywhere(story, wrong);
        } catch (AssertionError | IOException broken) {
            // A store that cannot be opened throws an IOException: a law lets it pass.
            caught = true;
        }
        Fact.when("survivesEverywhere with a store that has the fault " + fault)
                .usually(meaning)
                .holds(caught, "a law is broken", "every law held: the bug would ship");
    }
}
