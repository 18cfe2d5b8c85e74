package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kvs.engine.OrderedEngine.Entry;
import kvs.engine.log.InterceptedDisk.Action;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.server.ErrorLine;
import kvs.server.NotWritten;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exercise 3.6: compaction frees disk space, and neither readers nor crashes nor removed keys show it. */
@Tag("3.6")
@ExtendWith(NotWritten.class)
class CompactionTest {
    private final SimDisk disk = new SimDisk();
    private final InterceptedDisk intercepted = new InterceptedDisk(disk);
    private final TreeMap<Bytes, Bytes> model = new TreeMap<>();
    private LogEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = SmallEngines.open(intercepted);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private void set(String key, String value) throws IOException {
        engine.set(Bytes.utf8(key), Bytes.utf8(value));
        model.put(Bytes.utf8(key), Bytes.utf8(value));
    }

    private void remove(String key) throws IOException {
        engine.remove(Bytes.utf8(key));
        model.remove(Bytes.utf8(key));
    }

    /** Fills a segment or more with values of one key: all but the last are stale. */
    private void waste(int sets) throws IOException {
        for (int i = 0; i < sets; i++) {
            set("x", "wasted-" + i);
        }
    }

    /** Fills the first segment with records of 35 bytes. One is that of the key ghost, which the second segment removes. */
    private void ghost() throws IOException {
        set("ghost", "here");
        for (int i = 0; i < 9; i++) {
            set("k" + i, "12345678");
        }
        remove("ghost");
        waste(30);
    }

    private static String contents(LogEngine engine) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Entry entry : engine.scan(Bytes.EMPTY, null, 1000)) {
            text.append(entry.key()).append('=').append(entry.value()).append(' ');
        }
        return text.toString();
    }

    private String expected() {
        StringBuilder text = new StringBuilder();
        model.forEach((key, value) -> text.append(key).append('=').append(value).append(' '));
        return text.toString();
    }

    @Test
    void keeps_the_newest_value_of_each_key() throws IOException {
        for (int i = 0; i < 60; i++) {
            set("k" + i % 7, "value-" + i);
        }
        String did = "60 sets of 7 keys, compact()";
        engine.compact();
        Fact.when(did + ", scan").gives(expected(), contents(engine));
        engine.close();
        engine = SmallEngines.open(disk);
        Fact.when(did + ", close, open, scan")
                .usually("records have to be copied in their order: the last record of a key counts")
                .gives(expected(), contents(engine));
    }

    @Test
    void drops_stale_records() throws IOException {
        for (int i = 0; i < 60; i++) {
            set("k" + i % 7, "value-" + i);
        }
        String did = "60 sets of 7 keys, compact()";
        engine.compact();
        long bytes = engine.stats().bytes();
        Fact.when(did + ", stats().bytes()")
                .usually(
                        "a record is needed only if the keydir points to this very record, not to another one of its key")
                .holds(bytes < 700, "less than 700, of some 2500", bytes);
    }

    @Test
    void drops_a_stale_record_at_the_offset_of_the_live_one() throws IOException {
        // Records of one length, ten in a segment: each segment has one at the offset of the live record.
        for (int i = 0; i < 33; i++) {
            set("x", "wasted--");
        }
        String did = "33 sets of x, each of the same length, into four segments; compact()";
        Fact.when("33 sets of x, the segments").gives(List.of(1, 2, 3, 4), segmentIds());
        engine.compact();
        Fact.when(did + ", the segments")
                .usually("two records can have the same offset, in different segments: compare the segment, too")
                .gives(List.of(4), segmentIds());
        Fact.when(did + ", scan").gives(expected(), contents(engine));
    }

    private List<Integer> segmentIds() throws IOException {
        return engine.stats().segments().stream().map(Stats.Segment::id).toList();
    }

    @Test
    void keeps_a_tombstone_while_an_older_segment_has_a_value() throws IOException {
        ghost();
        String did = "set ghost in segment 1; remove it in segment 2; compact() all but segment 1";
        engine.compact();
        Fact.when(did + ", id of the oldest segment")
                .gives(1, engine.stats().segments().getFirst().id());
        engine.close();
        engine = SmallEngines.open(disk);
        Fact.when(did + ", close, open, get(ghost)")
                .usually("the tombstone was dropped and the older value was not, so the removed key is back")
                .gives(null, engine.get(Bytes.utf8("ghost")));
        Fact.when(did + ", close, open, scan").gives(expected(), contents(engine));
    }

    @Test
    void drops_a_tombstone_when_no_older_segment_is_left() throws IOException {
        for (int i = 0; i < 30; i++) {
            set("key" + i, "value");
        }
        for (int i = 0; i < 30; i++) {
            remove("key" + i);
        }
        String did = "30 sets, 30 removes, compact()";
        engine.compact();
        Fact.when(did + ", stats().bytes()")
                .usually(
                        "where the oldest segment is among those replaced, no older value is left that could come back")
                .holds(
                        engine.stats().bytes() < 400,
                        "less than 400",
                        engine.stats().bytes());
    }

    @Test
    void drops_a_tombstone_whose_key_has_a_newer_value() throws IOException {
        ghost();
        set("ghost", "again");
        String did = "set ghost in segment 1; remove it in segment 2; set it again; compact() all but segment 1";
        engine.compact();
        long tombstones = engine.stats().segments().stream()
                .mapToLong(Stats.Segment::tombstones)
                .sum();
        Fact.when(did + ", bytes of tombstones")
                .usually("the newer value already hides the older one")
                .gives(0, tombstones);
        Fact.when(did + ", scan").gives(expected(), contents(engine));
    }

    @Test
    void readers_find_every_key_at_any_moment() throws IOException {
        ghost();
        set("k3", "new");
        waste(12);
        intercepted.beforeEach((action, file) -> {
            String got;
            try {
                got = contents(engine);
            } catch (IOException e) {
                got = words(e);
            }
            Fact.when("compact(); in the middle of it, before " + action + " to " + file.getFileName() + ", scan")
                    .usually("the keydir has to point to the new records before the old segments are deleted")
                    .gives(expected(), got);
        });
        engine.compact();
    }

    @Test
    void a_reader_retries_after_its_segment_was_deleted() throws IOException {
        set("k", "1");
        waste(30);
        String did = "get(k); between its look into the keydir and its read, compact() deletes the segment";
        beforeTheNextRead(1, () -> engine.compact());
        Fact.when(did)
                .usually(
                        "the file was closed before the read; the record is in another segment now, and the keydir has its pointer")
                .gives("\"1\"", got("k"));
    }

    @Test
    void a_reader_retries_twice() throws IOException {
        set("k", "1");
        waste(30);
        String did = "get(k); before it reads, compact() deletes the segment; before it reads again, the next one too";
        beforeTheNextRead(2, () -> {
            waste(30);
            engine.compact();
        });
        Fact.when(did)
                .usually("two attempts are not enough: any number of compactions may come before a read")
                .gives("\"1\"", got("k"));
    }

    @Test
    void a_reader_finds_nothing_if_the_key_was_removed() throws IOException {
        set("k", "1");
        waste(30);
        beforeTheNextRead(1, () -> {
            remove("k");
            engine.compact();
        });
        Fact.when("get(k); before it reads, k is removed and compact() deletes the segment")
                .usually("the keydir has no pointer for the key any more, so the key has no value")
                .gives("nothing", got("k"));
    }

    @Test
    void a_damaged_record_is_reported() throws IOException {
        set("k", "1");
        disk.flip(SmallEngines.DIRECTORY.resolve("0000000001.log"), 33, 0);
        int[] reads = {0};
        String did = "set k, flip a bit of its record, get(k)";
        intercepted.beforeEach((action, _) -> {
            if (action == Action.READ) {
                Fact.when(did + "; how often the record is read")
                        .usually("only a deleted segment is worth another read; any other failure goes to the caller")
                        .holds(++reads[0] < 10, "once", "again and again");
            }
        });
        String got = got("k");
        Fact.when(did)
                .usually("a record that cannot be read does not mean that its key has no value")
                .holds(got.startsWith("IOException"), "LogDamagedException", got);
    }

    @Test
    void a_segment_that_is_gone_for_good_is_reported() throws IOException {
        engine.close();
        WatchedIndex index = new WatchedIndex();
        engine = LogEngine.open(new SimDisk(), SmallEngines.DIRECTORY, SmallEngines.options(), index);
        index.put(Bytes.utf8("k"), new LogPointer(99, 32, 27));
        int[] asked = {0};
        index.beforeGet = () -> Fact.when("get(k), whose pointer stays the same; how often the keydir is asked")
                .usually("the keydir still has the pointer that has just failed: another attempt fails, too")
                .holds(++asked[0] < 10, "twice", "again and again");
        String got = got("k");
        Fact.when("get(k), which points to segment 99, and there is no segment 99")
                .usually("the keydir still has the pointer that has just failed: throw the exception")
                .holds(got.startsWith("IOException"), "SegmentGoneException", got);
    }

    private interface Task {
        void run() throws IOException;
    }

    private void beforeTheNextRead(int times, Task task) {
        int[] left = {times};
        intercepted.beforeEach((action, _) -> {
            if (action == Action.READ && left[0] > 0) {
                left[0]--;
                task.run();
            }
        });
    }

    /** Returns the value of a key, or the exception. */
    private String got(String key) {
        try {
            Bytes value = engine.get(Bytes.utf8(key));
            return value == null ? "nothing" : value.toString();
        } catch (IOException e) {
            return "IOException: " + words(e);
        }
    }

    /** Returns what failed and why: the first message alone does not tell a missing file from a damaged record. */
    private static String words(IOException failure) {
        return ErrorLine.of(failure).replace('\\', '/');
    }

    @Test
    void a_crash_leaves_the_old_segments_or_the_new() throws IOException {
        ghost();
        int from = disk.operations();
        engine.compact();
        for (int n = from; n <= disk.operations(); n++) {
            SimDisk then = disk.asOf(n);
            opensWhole(n, "nothing", then.crash(Crash.LOSES_ALL));
            opensWhole(n, "everything", then.crash(Crash.KEEPS_ALL));
            for (int seed = 0; seed < 5; seed++) {
                opensWhole(n, "some", then.crash(Crash.random(seed)));
            }
        }
    }

    private void opensWhole(int operations, String kept, SimDisk after) {
        String got;
        try (LogEngine again = SmallEngines.open(after)) {
            got = contents(again);
        } catch (IOException e) {
            got = words(e);
        }
        Fact.when("compact(); the power fails at operation " + operations + " of the disk, which keeps " + kept
                        + " that was not forced; open, scan")
                .usually("an old segment was deleted before the new ones were durable")
                .gives(expected(), got);
    }

    @Test
    void a_failed_compaction_changes_nothing() throws IOException {
        ghost();
        int[] writes = {0};
        intercepted.beforeEach((action, file) -> {
            // The first write to a new segment is its header.
            if (action == Action.WRITE && file.toString().endsWith(".log") && ++writes[0] == 2) {
                throw new IOException(file.getFileName() + ": No space left on device");
            }
        });
        String did = "compact(), and the disk is full while the records are copied";
        String thrown = "nothing was thrown";
        try {
            engine.compact();
        } catch (IOException e) {
            thrown = "IOException";
        }
        intercepted.stopIntercepting();
        Fact.when(did).gives("IOException", thrown);
        Fact.when(did + ", scan").gives(expected(), contents(engine));
        Fact.when(did + ", the segments on disk")
                .usually("an incomplete copy takes up space on a full disk until the engine is opened again")
                .gives(segmentsOfTheLog(), segmentsOnDisk());
        engine.compact();
        Fact.when(did + ", make room, compact(), scan").gives(expected(), contents(engine));
    }

    /** Half of each segment is stale, so one compaction replaces five segments with three. */
    private void severalOutputs() throws IOException {
        for (int i = 10; i < 35; i++) {
            set("k" + i, "12345678");
            set("x", "wasted--");
        }
        set("x", "newest");
    }

    @Test
    void moves_the_keydir_to_every_output() throws IOException {
        severalOutputs();
        int[] outputs = {0};
        intercepted.beforeEach((action, file) -> {
            if (action == Action.CREATE && file.toString().endsWith(".log")) {
                outputs[0]++;
            }
        });
        String did = "25 keys with a stale record after each; compact()";
        engine.compact();
        intercepted.stopIntercepting();
        int unreadable = 0;
        for (Bytes key : model.keySet()) {
            String got = got(key.utf8());
            unreadable += got.equals(model.get(key).toString()) ? 0 : 1;
        }
        Fact.when(did + ", get each key; how many cannot be read")
                .usually("a compaction has several outputs, and the keydir was moved to some of them only")
                .gives(0, unreadable);
        Fact.when(did + ", scan").gives(expected(), contents(engine));
        // With one output, this test would prove less.
        Fact.when(did + ", new segments").holds(outputs[0] >= 3, "at least 3", outputs[0]);
        Fact.when(did + ", the segments on disk").gives(segmentsOfTheLog(), segmentsOnDisk());
        engine.close();
        engine = SmallEngines.open(disk);
        Fact.when(did + ", close, open, scan").gives(expected(), contents(engine));
    }

    @Test
    void a_failed_compaction_deletes_every_output() throws IOException {
        severalOutputs();
        // Each output is created and then gets its header with its first write: the third output finds no room.
        int[] created = {0};
        intercepted.beforeEach((action, file) -> {
            if (action == Action.CREATE && file.toString().endsWith(".log")) {
                created[0]++;
            }
            if (action == Action.WRITE && file.toString().endsWith(".log") && created[0] == 3) {
                throw new IOException(file.getFileName() + ": No space left on device");
            }
        });
        String did = "compact() into three outputs, and there is no room for the third";
        String thrown = "nothing was thrown";
        try {
            engine.compact();
        } catch (IOException e) {
            thrown = "IOException";
        }
        intercepted.stopIntercepting();
        Fact.when(did).gives("IOException", thrown);
        Fact.when(did + ", the segments on disk")
                .usually("an output that is not part of the log takes up space until the engine is opened again")
                .gives(segmentsOfTheLog(), segmentsOnDisk());
        Fact.when(did + ", scan").gives(expected(), contents(engine));
    }

    @Test
    void a_compaction_that_fails_with_an_error_deletes_its_outputs() throws IOException {
        severalOutputs();
        int[] created = {0};
        intercepted.beforeEach((action, file) -> {
            if (action == Action.CREATE && file.toString().endsWith(".log") && ++created[0] == 3) {
                throw new OutOfMemoryError("simulated");
            }
        });
        String did = "compact() into three outputs, and an OutOfMemoryError before the third";
        String thrown = "nothing was thrown";
        try {
            engine.compact();
        } catch (OutOfMemoryError e) {
            thrown = "OutOfMemoryError";
        }
        intercepted.stopIntercepting();
        Fact.when(did).gives("OutOfMemoryError", thrown);
        Fact.when(did + ", the segments on disk")
                .usually("the outputs are deleted after an IOException only: delete them whatever was thrown")
                .gives(segmentsOfTheLog(), segmentsOnDisk());
        Fact.when(did + ", scan").gives(expected(), contents(engine));
    }

    @Test
    void a_failure_after_the_replacement_leaves_the_outputs() throws IOException {
        engine.close();
        WatchedIndex index = new WatchedIndex();
        engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, SmallEngines.options(), index);
        severalOutputs();
        index.beforePut = () -> {
            throw new IllegalStateException("simulated");
        };
        String did = "compact(); the keydir throws an IllegalStateException while it moves to the copies";
        String thrown = "nothing was thrown";
        try {
            engine.compact();
        } catch (IOException | RuntimeException e) {
            if (NotWritten.found(e) instanceof UnsupportedOperationException unwritten) {
                throw unwritten;
            }
            thrown = e.getClass().getSimpleName();
        }
        index.beforePut = WatchedIndex.NOTHING;
        Fact.when(did)
                .usually("the outputs are part of the log since it replaced its segments, so they must not be deleted:"
                        + " set the flag right after log.replace")
                .gives("IllegalStateException", thrown);
        engine.close();
        engine = SmallEngines.open(disk);
        Fact.when(did + ", close, open, scan").gives(expected(), contents(engine));
    }

    private List<String> segmentsOfTheLog() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        engine.stats().segments().forEach(segment -> names.add("%010d.log".formatted(segment.id())));
        return List.copyOf(names);
    }

    private List<String> segmentsOnDisk() {
        return disk.list(SmallEngines.DIRECTORY).stream()
                .filter(name -> name.endsWith(".log"))
                .toList();
    }

    @Test
    void deletes_old_segments_and_their_hints() throws IOException {
        ghost();
        engine.compact();
        Fact.when("compact(), the segments on disk").gives(segmentsOfTheLog(), segmentsOnDisk());
        for (String name : disk.list(SmallEngines.DIRECTORY)) {
            if (HintFile.isOne(name)) {
                Path segment = SmallEngines.DIRECTORY.resolve(name.replace(HintFile.SUFFIX, ".log"));
                Fact.when("compact(), the hint file " + name)
                        .holds(disk.files().containsKey(segment), "deleted with its segment", "still there");
            }
        }
    }

    @Test
    void keeps_a_forced_value_until_a_newer_one_is_forced() throws IOException {
        losesNoForcedValue("set k = new, compact()", _ -> engine.set(Bytes.utf8("k"), Bytes.utf8("new")));
    }

    @Test
    void keeps_a_forced_value_until_one_that_was_set_during_the_copy_is_forced() throws IOException {
        losesNoForcedValue("compact(), and set k = new before its first look into the keydir", index -> {
            index.beforeGet = () -> {
                index.beforeGet = WatchedIndex.NOTHING;
                engine.set(Bytes.utf8("k"), Bytes.utf8("new"));
            };
        });
    }

    private interface Preparation {
        void prepare(WatchedIndex index) throws IOException;
    }

    private void losesNoForcedValue(String did, Preparation preparation) throws IOException {
        engine.close();
        SimDisk lazy = new SimDisk();
        WatchedIndex index = new WatchedIndex();
        LogEngineOptions never = SmallEngines.options().withFsync(Fsync.NEVER);
        engine = LogEngine.open(new InterceptedDisk(lazy), SmallEngines.DIRECTORY, never, index);
        engine.set(Bytes.utf8("k"), Bytes.utf8("old"));
        waste(30);
        engine.flush();
        preparation.prepare(index);
        int from = lazy.operations();
        engine.compact();
        String last = String.valueOf(engine.get(Bytes.utf8("k")));
        // If k was not set, this test proves nothing.
        Fact.when("with Fsync.NEVER: set k = old, 30 sets, flush(), " + did + ", get(k)")
                .gives("\"new\"", last);
        for (int n = from; n <= lazy.operations(); n++) {
            SimDisk after = lazy.asOf(n).crash(Crash.LOSES_ALL);
            try (LogEngine again = LogEngine.open(after, SmallEngines.DIRECTORY, never)) {
                Bytes got = again.get(Bytes.utf8("k"));
                String moment = n == lazy.operations() ? "after it" : "at disk operation " + (n - from) + " of it";
                Fact.when("with Fsync.NEVER: set k = old, 30 sets, flush(), " + did + ", the power fails " + moment
                                + ", get(k)")
                        .usually("the old value was dropped for a newer one, and that one was not on disk yet")
                        .holds(got != null, "old or new", got);
            }
        }
    }
}
