package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The power fails at each step of a compaction, and the engine holds the same entries after each. */
class CompactionCrashTest {
    private static final int CHANCES = 8;

    /** At every eighth byte at which a write is cut, the engine compacts again. */
    private static final int COMPACTS_EVERY = 8;

    /** What the engine holds; compaction does not change it. */
    private final TreeMap<Bytes, Bytes> values = new TreeMap<>();

    /** Returns a disk on which an engine was opened, has compacted and was closed. */
    private SimDisk compacted() throws IOException {
        SimDisk before = new SimDisk();
        // Replaced values, tombstones with an older value, and live records between them.
        try (LogEngine engine = SmallEngines.open(before)) {
            for (int i = 0; i < 60; i++) {
                Bytes key = Bytes.utf8("k" + (i < 12 ? i : 3 + i % 5));
                engine.set(key, Bytes.utf8("v" + i));
                values.put(key, Bytes.utf8("v" + i));
                if (i % 4 == 0) {
                    Bytes removed = Bytes.utf8("k" + (1 + i % 7));
                    engine.remove(removed);
                    values.remove(removed);
                }
            }
        }
        SimDisk disk = SimDisk.with(before.files());
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.compact();
        }
        return disk;
    }

    @Test
    void a_crash_at_any_step_changes_nothing() throws IOException {
        SimDisk disk = compacted();
        assertThat(disk.operations())
                .as("operations of the disk in a compaction")
                .isGreaterThan(20);
        for (int n = 0; n <= disk.operations(); n++) {
            for (int bytes = 0; n < disk.operations() && bytes <= disk.bytesOf(n); bytes++) {
                holdsTheSame(disk, n, bytes, "everything", Crash.KEEPS_ALL);
            }
            holdsTheSame(disk, n, 0, "nothing", Crash.LOSES_ALL);
            for (int chance = 0; chance < CHANCES; chance++) {
                long seed = (long) n * CHANCES + chance;
                holdsTheSame(disk, n, 0, "Crash.random(" + seed + ")", Crash.random(seed));
            }
        }
    }

    private void holdsTheSame(SimDisk disk, int operations, int bytes, String kept, Crash crash) throws IOException {
        SimDisk after = disk.asOf(operations, bytes).crash(crash);
        String did = "open after a crash at operation " + operations + " of a compaction, byte " + bytes
                + ", that kept " + kept;
        List<Entry> expected = RecordedEngine.entries(values);
        Fact.when(did)
                .usually("the old segments were deleted before the new ones were durable, or a tombstone was dropped"
                        + " though an older segment has a value")
                .gives(expected, RecoveryCheck.entries(after, did));
        if (bytes % COMPACTS_EVERY > 0) {
            return;
        }
        try (LogEngine engine = SmallEngines.open(after)) {
            engine.compact();
            Fact.when(did + ", then compact()").gives(expected, RecoveryCheck.entries(engine, did));
            List<String> names = new ArrayList<>(after.list(SmallEngines.DIRECTORY));
            names.removeIf(name -> !name.endsWith(".log"));
            Fact.when(did + ", then count the segments that are there")
                    .usually("files of the interrupted compaction are never deleted")
                    .gives(engine.stats().segments().size(), names.size());
        }
    }
}
