package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store takes on disk, measured in files: the same keys are written again and again, and it stays small. */
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
                        .withCompactAlone(alone));
    }

    private static void overwrite(LogEngine engine, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (int key = 0; key < KEYS; key++) {
                engine.set(Bytes.utf8("key" + key), Bytes.utf8("value " + round + " of " + key));
            }
        }
    }

    @Test
    void compact_leaves_at_most_twice_what_is_of_use() throws IOException {
        try (LogEngine engine = open(false)) {
            overwrite(engine, ROUNDS);
            long before = bytes(".log");
            engine.compact();
            isSmall(engine, "set " + KEYS + " keys " + ROUNDS + " times, " + before + " bytes, compact()");
        }
    }

    @Test
    void a_thread_of_its_own_keeps_it_small() throws IOException {
        try (LogEngine engine = open(true)) {
            overwrite(engine, ROUNDS);
            // Not looked at twice: it may be at work, and then something is there twice for a while.
            while (!small(engine)) {
                Thread.onSpinWait();
            }
            expectLive(engine, "set " + KEYS + " keys " + ROUNDS + " times, wait");
        }
    }

    @Test
    void hints_of_segments_that_are_gone_are_gone() throws IOException {
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
    void what_is_of_use_takes_no_more_room_when_it_is_opened_again() throws IOException {
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

    /** Twice the live bytes; and what must be there before it pays, and the segment that is being written. */
    private boolean small(LogEngine engine) throws IOException {
        return bytes(".log") <= most(engine);
    }

    private static long most(LogEngine engine) throws IOException {
        return Math.max(2 * engine.stats().live(), engine.stats().live() + COMPACT_BYTES) + SEGMENT_BYTES;
    }

    private void isSmall(LogEngine engine, String did) throws IOException {
        Fact.when(did + ", add up the segments")
                .usually("what is stale is not noticed, or is copied along")
                .holds(small(engine), "at most " + most(engine) + " bytes", bytes(".log"));
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
