package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much disk space a store takes, measured in files, when the same keys are written again and again. */
@Timeout(60)
class DiskSpaceTest {
    private static final int SEGMENT_BYTES = 8_000;
    private static final int COMPACT_BYTES = 10_000;
    private static final int KEYS = 200;
    private static final int ROUNDS = 60;

    private final SimDisk disk = new SimDisk();

    private LogEngine open(boolean alone) throws IOException {
        return LogEngine.open(
                disk,
                SmallEngines.DIRECTORY,
                LogEngineOptions.defaults()
                        .withFsync(Fsync.NEVER)
                        .withLog(LogOptions.defaults().withSegmentBytes(SEGMENT_BYTES))
                        .withCompactBytes(COMPACT_BYTES)
                        .withAutoCompact(alone));
    }

    private static void overwrite(LogEngine engine, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (int key = 0; key < KEYS; key++) {
                engine.set(Bytes.utf8("key" + key), Bytes.utf8("value " + round + " of " + key));
            }
        }
    }

    @Test
    void compact_leaves_at_most_twice_the_live_bytes() throws IOException {
        try (LogEngine engine = open(false)) {
            overwrite(engine, ROUNDS);
            long before = bytes(".log");
            engine.compact();
            isSmall(engine, "set " + KEYS + " keys " + ROUNDS + " times, " + before + " bytes, compact()");
        }
    }

    @Test
    void background_compaction_keeps_it_small() throws IOException {
        try (LogEngine engine = open(true)) {
            overwrite(engine, ROUNDS);
            // Checked once: while a compaction copies, records are on disk twice.
            while (!small(engine)) {
                Thread.onSpinWait();
            }
            expectLive(engine, "set " + KEYS + " keys " + ROUNDS + " times, wait");
        }
    }

    @Test
    void deletes_the_hints_of_deleted_segments() throws IOException {
        try (LogEngine engine = open(false)) {
            for (int i = 0; i < 10; i++) {
                overwrite(engine, 5);
                engine.compact();
            }
            long hints = names(".hint");
            Fact.when("write and compact ten times, count the hints")
                    .holds(hints < engine.stats().segments().size(), "fewer than segments", hints);
        }
    }

    @Test
    void stays_small_over_many_restarts() throws IOException {
        try (LogEngine engine = open(false)) {
            overwrite(engine, ROUNDS);
            engine.compact();
        }
        for (int i = 0; i < 10; i++) {
            try (LogEngine engine = open(false)) {
                overwrite(engine, 1);
                engine.compact();
                isSmall(engine, "open for the " + i + "th time, write, compact()");
            }
        }
    }

    /** Twice the live bytes, plus what has to be stale before compaction starts, plus the active segment. */
    private boolean small(LogEngine engine) throws IOException {
        return bytes(".log") <= limit(engine);
    }

    private static long limit(LogEngine engine) throws IOException {
        return Math.max(2 * engine.stats().live(), engine.stats().live() + COMPACT_BYTES) + SEGMENT_BYTES;
    }

    private void isSmall(LogEngine engine, String did) throws IOException {
        Fact.when(did + ", add up the segments")
                .usually("stale records are not counted, or are copied as well")
                .holds(small(engine), "at most " + limit(engine) + " bytes", bytes(".log"));
        expectLive(engine, did);
    }

    private static void expectLive(LogEngine engine, String did) throws IOException {
        long live = engine.stats().live();
        Fact.when(did + ", add up what is live")
                .holds(live > KEYS * 30L && live < KEYS * 60L, "some 45 bytes for each of " + KEYS + " keys", live);
    }

    private long bytes(String suffix) {
        return disk.files().entrySet().stream()
                .filter(file -> isOne(file.getKey(), suffix))
                .mapToLong(file -> file.getValue().length)
                .sum();
    }

    private long names(String suffix) {
        return disk.files().keySet().stream()
                .filter(file -> isOne(file, suffix))
                .count();
    }

    private static boolean isOne(Path file, String suffix) {
        return file.toString().endsWith(suffix);
    }
}
