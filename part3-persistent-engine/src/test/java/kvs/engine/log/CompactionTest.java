package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kvs.engine.OrderedEngine.Entry;
import kvs.engine.log.WatchedDisk.Act;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.server.NotWritten;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exercise 3.6: compaction gives room back, and nobody notices: no reader, no crash, no key that was removed. */
@Tag("3.6")
@ExtendWith(NotWritten.class)
class CompactionTest {
    private final SimDisk disk = new SimDisk();
    private final WatchedDisk watched = new WatchedDisk(disk);
    private final TreeMap<Bytes, Bytes> model = new TreeMap<>();
    private LogEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = Engines3.open(watched);
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

    /** A segment and more of values that nobody needs but the last. */
    private void waste(int sets) throws IOException {
        for (int i = 0; i < sets; i++) {
            set("x", "wasted-" + i);
        }
    }

    /** Nine records of 35 bytes fill the first segment; one of them is the ghost's. It is removed in the second. */
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
        engine = Engines3.open(disk);
        Fact.when(did + ", close, open, scan")
                .usually("records have to be copied in their order: what comes later counts")
                .gives(expected(), contents(engine));
    }

    @Test
    void gives_back_what_nobody_reads() throws IOException {
        for (int i = 0; i < 60; i++) {
            set("k" + i % 7, "value-" + i);
        }
        String did = "60 sets of 7 keys, compact()";
        engine.compact();
        long bytes = engine.stats().bytes();
        Fact.when(did + ", stats().bytes()")
                .usually("a record is needed only if the index points to it: to this one, not to one with this key")
                .holds(bytes < 700, "less than 700, of some 2500", bytes);
    }

    @Test
    void keeps_a_tombstone_as_long_as_an_older_segment_has_a_value() throws IOException {
        ghost();
        String did = "set ghost in segment 1; remove it in segment 2; compact() all but segment 1";
        engine.compact();
        Fact.when(did + ", id of the oldest segment")
                .gives(1, engine.stats().segments().getFirst().id());
        engine.close();
        engine = Engines3.open(disk);
        Fact.when(did + ", close, open, get(ghost)")
                .usually("the tombstone is gone and the value is not: it has risen from the dead")
                .gives(null, engine.get(Bytes.utf8("ghost")));
        Fact.when(did + ", close, open, scan").gives(expected(), contents(engine));
    }

    @Test
    void drops_a_tombstone_when_nothing_older_is_left() throws IOException {
        for (int i = 0; i < 30; i++) {
            set("key" + i, "value");
        }
        for (int i = 0; i < 30; i++) {
            remove("key" + i);
        }
        String did = "30 sets, 30 removes, compact()";
        engine.compact();
        Fact.when(did + ", stats().bytes()")
                .usually("where the oldest segment is among those replaced, no value is left that could rise")
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
                .usually("the newer value says all there is to say of the older one")
                .gives(0, tombstones);
        Fact.when(did + ", scan").gives(expected(), contents(engine));
    }

    @Test
    void readers_find_everything_at_any_moment() throws IOException {
        ghost();
        set("k3", "new");
        waste(12);
        watched.watch((act, file) -> {
            String got;
            try {
                got = contents(engine);
            } catch (IOException e) {
                got = String.valueOf(e.getMessage()).replace('\\', '/');
            }
            Fact.when("compact(); in the middle of it, before it does " + act + " to " + file.getFileName() + ", scan")
                    .usually("the index has to point to the new records before the old ones are deleted")
                    .gives(expected(), got);
        });
        engine.compact();
    }

    @Test
    void a_reader_that_was_overtaken_asks_the_index_again() throws IOException {
        set("k", "1");
        waste(30);
        String did = "get(k); after it has asked the index and before it reads, compact() deletes the segment";
        beforeTheNextRead(1, () -> engine.compact());
        Fact.when(did)
                .usually("the file was closed under the reader; the record is somewhere else now, and the index knows")
                .gives("\"1\"", got("k"));
    }

    @Test
    void and_again_if_it_was_overtaken_twice() throws IOException {
        set("k", "1");
        waste(30);
        String did = "get(k); before it reads, compact() deletes the segment; before it reads again, the next one too";
        beforeTheNextRead(2, () -> {
            waste(30);
            engine.compact();
        });
        Fact.when(did)
                .usually("to look twice is not enough; it may be overtaken as often as there are compactions")
                .gives("\"1\"", got("k"));
    }

    @Test
    void a_reader_finds_nothing_if_the_key_was_removed_meanwhile() throws IOException {
        set("k", "1");
        waste(30);
        beforeTheNextRead(1, () -> {
            remove("k");
            engine.compact();
        });
        Fact.when("get(k); before it reads, k is removed and compact() deletes the segment")
                .usually("the index has no place for the key any more, which is an answer, too")
                .gives("nothing", got("k"));
    }

    private interface Deed {
        void run() throws IOException;
    }

    private void beforeTheNextRead(int times, Deed deed) {
        int[] left = {times};
        watched.watch((act, _) -> {
            if (act == Act.READ && left[0] > 0) {
                left[0]--;
                deed.run();
            }
        });
    }

    /** The value, or what went wrong. */
    private String got(String key) {
        try {
            Bytes value = engine.get(Bytes.utf8(key));
            return value == null ? "nothing" : value.toString();
        } catch (IOException e) {
            return "IOException: " + String.valueOf(e.getMessage()).replace('\\', '/');
        }
    }

    @Test
    void a_crash_at_any_moment_leaves_the_old_or_the_new() throws IOException {
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
        try (LogEngine again = Engines3.open(after)) {
            got = contents(again);
        } catch (IOException e) {
            got = String.valueOf(e.getMessage()).replace('\\', '/');
        }
        Fact.when("compact(); the power fails at operation " + operations + " of the disk, which keeps " + kept
                        + " that was not forced; open, scan")
                .usually("something was taken away before what replaces it was safe")
                .gives(expected(), got);
    }

    @Test
    void a_compaction_that_fails_leaves_everything_as_it_was() throws IOException {
        ghost();
        int[] writes = {0};
        watched.watch((act, file) -> {
            // The first write to a new segment is its header.
            if (act == Act.WRITE && file.toString().endsWith(".log") && ++writes[0] == 2) {
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
        watched.watchNoMore();
        Fact.when(did).gives("IOException", thrown);
        Fact.when(did + ", scan").gives(expected(), contents(engine));
        Fact.when(did + ", the segments on disk")
                .usually("a half copy takes room on a disk that has none, until the engine is opened again")
                .gives(segmentsOfTheLog(), segmentsOnDisk());
        engine.compact();
        Fact.when(did + ", then there is room, compact(), scan").gives(expected(), contents(engine));
    }

    private List<String> segmentsOfTheLog() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        engine.stats().segments().forEach(segment -> names.add("%010d.log".formatted(segment.id())));
        return List.copyOf(names);
    }

    private List<String> segmentsOnDisk() {
        return disk.list(Engines3.DIRECTORY).stream()
                .filter(name -> name.endsWith(".log"))
                .toList();
    }

    @Test
    void old_segments_and_their_hints_are_deleted() throws IOException {
        ghost();
        engine.compact();
        Fact.when("compact(), the segments on disk").gives(segmentsOfTheLog(), segmentsOnDisk());
        for (String name : disk.list(Engines3.DIRECTORY)) {
            if (HintFile.isOne(name)) {
                Path segment = Engines3.DIRECTORY.resolve(name.replace(HintFile.SUFFIX, ".log"));
                Fact.when("compact(), the hint file " + name)
                        .holds(disk.files().containsKey(segment), "deleted with its segment", "still there");
            }
        }
    }

    @Test
    void does_not_take_back_what_is_safe_for_what_is_not() throws IOException {
        engine.close();
        SimDisk lazy = new SimDisk();
        LogEngineOptions never = Engines3.small().withFsync(Fsync.NEVER);
        engine = LogEngine.open(new WatchedDisk(lazy), Engines3.DIRECTORY, never);
        engine.set(Bytes.utf8("k"), Bytes.utf8("old"));
        waste(30);
        engine.flush();
        engine.set(Bytes.utf8("k"), Bytes.utf8("new"));
        engine.compact();
        try (LogEngine again = LogEngine.open(lazy.crash(Crash.LOSES_ALL), Engines3.DIRECTORY, never)) {
            Bytes got = again.get(Bytes.utf8("k"));
            Fact.when(
                            "with Fsync.NEVER: set k = old, 30 sets, flush(), set k = new, compact(), the power fails, get(k)")
                    .usually("the old value was dropped for a newer one, and that one was not on disk yet")
                    .holds(got != null, "old or new", got);
        }
    }
}
