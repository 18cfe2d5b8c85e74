package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kvs.engine.Change;
import kvs.engine.log.InterceptedDisk.Action;
import kvs.index.SortedRun;
import kvs.io.SimDisk;
import kvs.log.LogPointer;
import kvs.log.RecordLog;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One bad segment, a full disk, a failure halfway: compaction does what it can, and the rest once that is possible. */
@Timeout(60)
class CompactionTroubleTest {
    private static final Path SECOND = SmallEngines.DIRECTORY.resolve("0000000002.log");

    private final SimDisk disk = new SimDisk();
    private final InterceptedDisk intercepted = new InterceptedDisk(disk);
    private final TreeMap<Bytes, Bytes> values = new TreeMap<>();
    private final LogCapture log = LogCapture.open();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    private void set(LogEngine engine, String key, String value) throws IOException {
        engine.set(Bytes.utf8(key), Bytes.utf8(value));
        values.put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** Fills {@code times} tenths of a segment with values of one key: all but the last are stale. */
    private void waste(LogEngine engine, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            set(engine, "x", "wasted--");
        }
    }

    /** The key ghost has its value in segment 2, and its tombstone in segment 3. */
    private void ghostInTheSecondSegment(LogEngine engine) throws IOException {
        waste(engine, 12);
        set(engine, "ghost", "here");
        waste(engine, 10);
        engine.remove(Bytes.utf8("ghost"));
        values.remove(Bytes.utf8("ghost"));
        waste(engine, 30);
    }

    private static List<Integer> ids(LogEngine engine) throws IOException {
        return engine.stats().segments().stream().map(Stats.Segment::id).toList();
    }

    @Test
    void a_damaged_segment_stays_and_the_others_are_compacted() throws IOException {
        String did = "flip a bit in segment 2 of 6, compact()";
        try (LogEngine engine = SmallEngines.open(disk)) {
            ghostInTheSecondSegment(engine);
            disk.flip(SECOND, 80, 3);
            engine.compact();
            Fact.when(did + ", the segments")
                    .usually("the first segment that cannot be read ended the compaction of all others")
                    .holds(ids(engine).size() <= 4 && ids(engine).contains(2), "2 and few others", ids(engine));
            Fact.when(did + ", scan").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
            waste(engine, 40);
            engine.compact();
            waste(engine, 40);
            engine.compact();
            Fact.when(did + ", and two more rounds of writing and compacting; the segments")
                    .holds(ids(engine).size() <= 4 && ids(engine).contains(2), "2 and few others", ids(engine));
        }
        Fact.when(did + " and twice more; the log").gives(1, log.lines().size());
        assertThat(log.lines().getFirst())
                .contains("0000000002.log cannot be read and stays as it is")
                .contains("at offset ");
    }

    /** The segment with the value stays, so the tombstone must stay, too. */
    @Test
    void a_removed_key_does_not_come_back_from_a_damaged_segment() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            ghostInTheSecondSegment(engine);
            // The next start trusts the hint of the damaged segment and does not read it.
            HintFile.write(disk, SmallEngines.DIRECTORY, hintOf(engine, 2), keysOfTheSecond());
            disk.flip(SECOND, 80, 3);
            engine.compact();
            for (int i = 0; i < 20; i++) {
                set(engine, "key" + i, "value");
                engine.remove(Bytes.utf8("key" + i));
                values.remove(Bytes.utf8("key" + i));
            }
            engine.compact();
        }
        String did = "set ghost in segment 2, remove it, flip a bit in segment 2, compact, compact, open";
        Fact.when(did)
                .usually("a tombstone was dropped while an older segment still had a value for its key")
                .gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk, did));
    }

    private static SegmentInfo hintOf(LogEngine engine, int id) throws IOException {
        Stats.Segment segment = engine.stats().segments().stream()
                .filter(each -> each.id() == id)
                .findFirst()
                .orElseThrow();
        // The salts of these engines are 1, 2, 3.
        return new SegmentInfo(id, 1, segment.bytes(), id);
    }

    private SortedRun keysOfTheSecond() throws IOException {
        SortedRun.Builder keys = new SortedRun.Builder();
        SimDisk copy = SimDisk.with(disk.files());
        RecordLog.open(
                        copy,
                        SmallEngines.DIRECTORY,
                        SmallEngines.options().log().withAllowedFiles(_ -> true),
                        (segment, offset, length, _, payload) -> {
                            if (segment == 2) {
                                keys.add(
                                        EntryFormat.key(payload),
                                        new LogPointer(segment, offset, length),
                                        EntryFormat.isSet(payload));
                            }
                        })
                .close();
        return keys.build();
    }

    @Test
    void a_segment_that_the_disk_cannot_read_is_compacted_once_it_can() throws IOException {
        intercepted.beforeEach((action, file) -> {
            if (action == Action.READ && file.equals(SECOND)) {
                throw new IOException(file + ": Input/output error");
            }
        });
        try (LogEngine engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, SmallEngines.options())) {
            ghostInTheSecondSegment(engine);
            engine.compact();
            Fact.when("compact(), and segment 2 cannot be read; the segments")
                    .holds(ids(engine).size() <= 4 && ids(engine).contains(2), "2 and few others", ids(engine));
            intercepted.stopIntercepting();
            waste(engine, 40);
            engine.compact();
            Fact.when("compact(), and segment 2 can be read again; the segments")
                    .holds(!ids(engine).contains(2), "without 2", ids(engine));
        }
    }

    @Test
    void compacts_what_fits_on_a_full_disk_after_removes() throws IOException {
        LogEngineOptions options = SmallEngines.options().withAutoCompact(true).withCompactShare(0.2);
        LogEngineOptions never = options.withAutoCompact(false).withCompactBytes(1 << 20);
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, never)) {
            for (int i = 0; i < 21; i++) {
                set(engine, "k%02d".formatted(i), "value-");
                if (i % 7 < 3) {
                    set(engine, "x", "wasted--");
                }
            }
            waste(engine, 1);
            // Writes the hint files, which would take the room later.
            engine.compact();
        }
        // Seven tombstones fit, and then a manifest. A copy of a segment, of which 0.7 are live, does not.
        disk.capacity(used() + 268);
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options)) {
            awaitFailure();
            int before = ids(engine).size();
            // At once: between two removes, an attempt to compact would take the room of the second for a moment.
            List<Change> removes = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                removes.add(new Change(Bytes.utf8("k%02d".formatted(i)), null));
            }
            engine.writeBatch(removes);
            // No segment is filled any more: only the removes are a reason for another attempt.
            while (ids(engine).size() >= before) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void compacts_when_the_disk_has_room_again() throws IOException {
        LogEngineOptions options = SmallEngines.options().withAutoCompact(true);
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options.withAutoCompact(false))) {
            fillEverySegmentByHalf(engine);
        }
        disk.capacity(used() + 40);
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options)) {
            awaitFailure();
            int before = ids(engine).size();
            disk.capacity(Long.MAX_VALUE);
            // Not one client writes meanwhile.
            while (ids(engine).size() >= before) {
                Thread.onSpinWait();
            }
        }
    }

    private void awaitFailure() {
        while (log.lines().stream().noneMatch(line -> line.startsWith("compaction of data failed"))) {
            Thread.onSpinWait();
        }
    }

    /** Half of each segment is stale; every other record has a key of its own. */
    private void fillEverySegmentByHalf(LogEngine engine) throws IOException {
        for (int i = 0; i < 30; i++) {
            set(engine, "key" + i, "value---");
            set(engine, "x", "wasted--");
        }
    }

    @Test
    void finishes_a_replacement_whose_keydir_could_not_be_moved() throws IOException {
        WatchedIndex index = new WatchedIndex();
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, SmallEngines.options(), index)) {
            fillEverySegmentByHalf(engine);
            int[] puts = {0};
            index.beforePut = () -> {
                if (++puts[0] == 5) {
                    throw new IllegalStateException("simulated");
                }
            };
            assertThatThrownBy(engine::compact).hasMessage("simulated");
            index.beforePut = WatchedIndex.NOTHING;
            String did = "compact(), which fails at the fifth key that it moves; compact() again";
            engine.compact();
            Fact.when(did + ", scan").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
            waste(engine, 60);
            engine.compact();
            Fact.when(did + ", overwrite, compact(); the segments on disk")
                    .gives(ids(engine).size(), (int) disk.list(SmallEngines.DIRECTORY).stream()
                            .filter(name -> name.endsWith(".log"))
                            .count());
        }
        Fact.when("the same, open").gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk, "open"));
    }

    /** Returns the bytes of all files, without the mark of a clean stop: the next start deletes it. */
    private long used() {
        return disk.files().entrySet().stream()
                .filter(file -> !file.getKey().endsWith("clean-stop"))
                .mapToLong(file -> file.getValue().length)
                .sum();
    }
}
