package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kvs.engine.Change;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A full disk: values are rejected, keys can be read and removed, and what was removed becomes room. */
@Timeout(60)
class ReserveTest {
    private static final int RESERVE_BYTES = 4000;

    private final SimDisk disk = new SimDisk();
    private final TreeMap<Bytes, Bytes> values = new TreeMap<>();
    private final LogCapture log = LogCapture.open();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    private LogEngine open(boolean autoCompact) throws IOException {
        return LogEngine.open(
                disk,
                SmallEngines.DIRECTORY,
                SmallEngines.options().withReserveBytes(RESERVE_BYTES).withAutoCompact(autoCompact));
    }

    private void fill(LogEngine engine, int keys) throws IOException {
        for (int i = 0; i < keys; i++) {
            Bytes key = Bytes.utf8("key" + i);
            engine.set(key, Bytes.utf8("a value of some length"));
            values.put(key, Bytes.utf8("a value of some length"));
        }
    }

    private void isFull(LogEngine engine) {
        assertThatThrownBy(() -> engine.set(Bytes.utf8("another"), Bytes.utf8("value")))
                .hasStackTraceContaining("No space left on device");
    }

    private long used() {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    @Test
    void every_key_can_be_removed_from_a_full_disk_and_its_room_returns() throws IOException {
        try (LogEngine engine = open(false)) {
            fill(engine, 100);
            // Another program has taken the last byte.
            disk.capacity(used());
            isFull(engine);
            for (Bytes key : List.copyOf(values.keySet())) {
                Fact.when("fill the disk, remove(" + key + ")").gives(true, engine.remove(key));
                values.remove(key);
            }
            isFull(engine);
            Fact.when("fill the disk, remove all keys, open after a loss of power")
                    .gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), "crash"));
            engine.compact();
            long bytes = engine.stats().bytes();
            Fact.when("fill the disk, remove all keys, compact(); stats().bytes()")
                    .holds(bytes < 500, "less than 500, of some 8000", bytes);
            fill(engine, 20);
            Fact.when("and set 20 keys").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, "full"));
        }
        assertThat(log.lines().getFirst()).contains("has no room: values are rejected until 5000 bytes are free");
    }

    /** As in the program: the background thread notices that keys are removed, and that there is room again. */
    @Test
    void recovers_by_itself() throws IOException {
        try (LogEngine engine = open(true)) {
            fill(engine, 100);
            disk.capacity(used());
            isFull(engine);
            for (Bytes key : List.copyOf(values.keySet())) {
                // A compaction that is under way may have the room for a moment.
                untilThereIsRoom(() -> engine.remove(key));
            }
            untilThereIsRoom(() -> engine.set(Bytes.utf8("another"), Bytes.utf8("value")));
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    private static void untilThereIsRoom(Call call) {
        boolean done = false;
        while (!done) {
            try {
                call.run();
                done = true;
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("No space left on device");
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void accepts_values_when_another_program_makes_room() throws IOException {
        try (LogEngine engine = open(false)) {
            fill(engine, 20);
            disk.capacity(used());
            engine.remove(Bytes.utf8("key1"));
            values.remove(Bytes.utf8("key1"));
            isFull(engine);
            // There is room for the value, but not for the reserve, too.
            disk.capacity(used() + 1000);
            engine.compact();
            isFull(engine);
            disk.capacity(used() + 10_000);
            engine.compact();
            fill(engine, 3);
            Fact.when("fill the disk, remove, make room, set three keys")
                    .gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, "room"));
        }
    }

    @Test
    void a_batch_with_a_value_is_rejected_whole() throws IOException {
        try (LogEngine engine = open(false)) {
            fill(engine, 20);
            disk.capacity(used());
            Change remove = new Change(Bytes.utf8("key2"), null);
            assertThatThrownBy(() -> engine.writeBatch(
                            List.of(remove, new Change(Bytes.utf8("key3"), Bytes.utf8("another value")))))
                    .hasStackTraceContaining("No space left on device");
            engine.writeBatch(List.of(remove));
            values.remove(Bytes.utf8("key2"));
            assertThatThrownBy(() -> engine.writeBatch(List.of(
                            new Change(Bytes.utf8("key4"), null),
                            new Change(Bytes.utf8("key3"), Bytes.utf8("another value")))))
                    .hasStackTraceContaining("No space left on device");
            Fact.when("on a full disk: a batch with a value, one without, one with")
                    .gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, "batches"));
        }
    }

    /** The disk was full before the start: the reserve is there, from an earlier one. */
    @Test
    void the_reserve_lasts_over_a_restart() throws IOException {
        try (LogEngine engine = open(false)) {
            fill(engine, 20);
        }
        disk.capacity(used());
        try (LogEngine engine = open(false)) {
            Fact.when("fill the disk, close, open, remove(key0)").gives(true, engine.remove(Bytes.utf8("key0")));
        }
        try (LogEngine engine = open(false)) {
            isFull(engine);
            Fact.when("the same, close, open, get(key0)").gives(null, engine.get(Bytes.utf8("key0")));
        }
    }

    private List<String> segmentsWithoutHint(LogEngine engine) throws IOException {
        List<String> without = new ArrayList<>();
        List<Stats.Segment> segments = engine.stats().segments();
        for (Stats.Segment segment : segments.subList(0, segments.size() - 1)) {
            String hint = HintFile.name(segment.id());
            if (!disk.list(SmallEngines.DIRECTORY).contains(hint)) {
                without.add(hint);
            }
        }
        return without;
    }

    @Test
    void a_hint_file_without_room_is_written_when_there_is_room() throws IOException {
        try (LogEngine engine = open(false)) {
            fill(engine, 50);
            disk.capacity(used());
            engine.compact();
            int missing = segmentsWithoutHint(engine).size();
            Fact.when("fill the disk, compact(); segments without a hint file")
                    .holds(missing > 3, "more than 3", missing);
            int operations = disk.operations();
            engine.compact();
            Fact.when("fill the disk, compact() twice; changes on disk by the second")
                    .usually("each attempt reads a whole segment, and fails while there is no more room")
                    .gives(operations, disk.operations());
            disk.capacity(Long.MAX_VALUE);
            engine.compact();
            Fact.when("fill the disk, compact(), make room, compact(); segments without a hint file")
                    .gives(List.of(), segmentsWithoutHint(engine));
        }
        Fact.when("the same, close, open")
                .gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk.crash(Crash.KEEPS_ALL), "hints"));
    }

    @Test
    void copies_that_compaction_made_on_a_full_disk_get_their_hint_files_later() throws IOException {
        try (LogEngine engine = open(false)) {
            fill(engine, 100);
            disk.capacity(used());
            for (int i = 0; i < 100; i += 2) {
                engine.remove(Bytes.utf8("key" + i));
                values.remove(Bytes.utf8("key" + i));
            }
            isFull(engine);
            engine.compact();
            disk.capacity(Long.MAX_VALUE);
            engine.compact();
            engine.compact();
            Fact.when(
                            "remove half of the keys on a full disk, compact(), make room, compact(); segments without a hint file")
                    .gives(List.of(), segmentsWithoutHint(engine));
            Fact.when("the same, read").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, "hints"));
        }
    }
}
