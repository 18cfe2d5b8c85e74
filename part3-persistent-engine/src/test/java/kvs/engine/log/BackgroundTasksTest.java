package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.log.InterceptedDisk.Action;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Background tasks: how much they read, and that on a full disk they log a warning and leave no files behind. */
@Timeout(60)
class BackgroundTasksTest {
    /** How many writes fill a segment, or more. */
    private static final int A_SEGMENT = 12;

    private final SimDisk disk = new SimDisk();
    private final InterceptedDisk intercepted = new InterceptedDisk(disk);
    private final TreeMap<Bytes, Bytes> values = new TreeMap<>();
    private final LogCapture log = LogCapture.open();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    /** Overwrites four keys, so that nearly everything before is stale. */
    private void write(LogEngine engine, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Bytes key = Bytes.utf8("key" + i % 4);
            Bytes value = Bytes.utf8("value " + values.size() + " " + i);
            engine.set(key, value);
            values.put(key, value);
        }
    }

    @Test
    void warns_once_of_a_full_disk_and_retries_after_each_segment() throws IOException {
        AtomicBoolean full = new AtomicBoolean(true);
        AtomicInteger tries = new AtomicInteger();
        intercepted.beforeEach((action, file) -> {
            boolean isBackground = Thread.currentThread().getName().equals("kvs-compact");
            if (action == Action.WRITE
                    && isBackground
                    && !HintFile.isOne(file.getFileName().toString())
                    && full.get()) {
                tries.incrementAndGet();
                throw new IOException(file + ": No space left on device");
            }
        });
        String did = "write, while compaction finds the disk full";
        try (LogEngine engine = LogEngine.open(
                intercepted, SmallEngines.DIRECTORY, SmallEngines.options().withAutoCompact(true))) {
            write(engine, 4 * A_SEGMENT);
            while (tries.get() < 3) {
                int before = tries.get();
                write(engine, A_SEGMENT);
                while (tries.get() == before) {
                    Thread.onSpinWait();
                }
            }
            Fact.when(did + ", read").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
            Fact.when(did + " in three tries, the log")
                    .gives(
                            List.of(
                                    "compaction of data failed; it will be tried again when a segment is full, more is stale or"
                                            + " the disk has more room"),
                            log.lines());
            full.set(false);
            write(engine, A_SEGMENT);
            while (engine.stats().segments().getFirst().id() == 1) {
                Thread.onSpinWait();
            }
        }
        Fact.when(did + ", then there is room, write, close; the lines in the log")
                .gives(1, log.lines().size());
        isTidy(did);
    }

    @Test
    void compaction_reads_a_segment_twice_only_if_it_has_tombstones() throws IOException {
        Fact.when("30 sets, compact(); how often segment 1 is read: for its hint, and to copy it")
                .usually("a segment without tombstones need not be searched for them")
                .gives(2, readsOfTheFirst(false));
        Fact.when("a remove and 30 sets, compact(); how often segment 1 is read: as above, and for its tombstones")
                .gives(3, readsOfTheFirst(true));
    }

    private static int readsOfTheFirst(boolean removes) throws IOException {
        InterceptedDisk disk = new InterceptedDisk(new SimDisk());
        AtomicInteger reads = new AtomicInteger();
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, SmallEngines.options())) {
            engine.set(Bytes.utf8("cold"), Bytes.EMPTY);
            if (removes) {
                engine.set(Bytes.utf8("removed"), Bytes.EMPTY);
                engine.remove(Bytes.utf8("removed"));
            }
            for (int i = 0; i < 30; i++) {
                engine.set(Bytes.utf8("hot"), Bytes.utf8("value " + i));
            }
            disk.beforeEach((action, file) -> {
                if (action == Action.READ && file.endsWith("0000000001.log")) {
                    reads.incrementAndGet();
                }
            });
            engine.compact();
        }
        return reads.get();
    }

    @Test
    void compacts_though_no_hint_can_be_written() throws IOException {
        intercepted.beforeEach((action, file) -> {
            if (action == Action.WRITE && file.toString().endsWith(HintFile.DRAFT_SUFFIX)) {
                throw new IOException(file + ": No space left on device");
            }
        });
        String did = "compact(), and the disk is full for every hint";
        try (LogEngine engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, SmallEngines.options())) {
            write(engine, 60);
            engine.compact();
            Fact.when(did + ", stats().bytes()")
                    .holds(
                            engine.stats().bytes() < 700,
                            "less than 700, of some 2500",
                            engine.stats().bytes());
            Fact.when(did + ", read").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
        }
        assertThat(log.lines())
                .containsOnlyOnce(
                        "could not write the hint file of segment 1; the next start will read the segment and take longer");
        isTidy(did);
        Fact.when(did + ", open").gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk, did));
    }

    /** A hint under its final name would be trusted, so neither the hint nor its draft may be left. */
    @Test
    void deletes_a_hint_that_cannot_be_renamed() throws IOException {
        intercepted.beforeEach((action, file) -> {
            if (action == Action.RENAME && file.toString().endsWith(HintFile.SUFFIX)) {
                throw new IOException(file + ": simulated");
            }
        });
        try (LogEngine engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, SmallEngines.options())) {
            write(engine, 60);
            engine.compact();
        }
        isTidy("compact(), and no hint can be renamed");
    }

    /** Few writes, much room: the bytes of large values count, and not only the number of batches. */
    @Test
    void compacts_after_a_few_large_values_are_removed() throws IOException {
        LogEngineOptions options = SmallEngines.options()
                .withLog(LogOptions.defaults().withSegmentBytes(4_000_000))
                .withCompactBytes(50_000)
                .withAutoCompact(true);
        Bytes large = Bytes.copyOf(new byte[20_000], 0, 20_000);
        try (LogEngine engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, options)) {
            for (int i = 0; i < 60; i++) {
                engine.set(Bytes.utf8("key" + i), large);
            }
            for (int i = 0; i < 60; i++) {
                engine.remove(Bytes.utf8("key" + i));
            }
            // Ends with the test's time if nothing but the number of batches makes the compactor look.
            while (engine.stats().bytes() >= options.compactBytes()) {
                Thread.onSpinWait();
            }
        }
    }

    /** Checks that no draft is left, and no segment that is not part of the log. */
    private void isTidy(String did) throws IOException {
        List<String> before = List.copyOf(disk.list(SmallEngines.DIRECTORY));
        assertThat(before).as(did).noneMatch(name -> name.endsWith(".tmp"));
        LogEngine.open(disk, SmallEngines.DIRECTORY, SmallEngines.options()).close();
        Fact.when(did + ", close; the files, after the next open").gives(before, disk.list(SmallEngines.DIRECTORY));
    }
}
