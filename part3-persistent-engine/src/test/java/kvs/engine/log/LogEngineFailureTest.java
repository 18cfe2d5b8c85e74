package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The disk fails. No acknowledged write is lost, nothing is shown that could get lost, and reads go on. */
class LogEngineFailureTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Bytes TWO = Bytes.utf8("2");

    @Test
    void after_a_failed_force_writes_fail_and_reads_go_on() throws IOException {
        SimDisk disk = new SimDisk();
        LogEngine engine = SmallEngines.open(disk);
        engine.set(A, ONE);
        disk.failForce(1);
        assertThatThrownBy(() -> engine.set(A, TWO)).hasStackTraceContaining("could not force");
        // The disk works again and would accept this. But what it has lost is unknown.
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> engine.set(B, TWO))
                    .hasMessageContaining("takes no more records since a write to it failed")
                    .hasStackTraceContaining("could not force");
            assertThatThrownBy(() -> engine.remove(A)).hasStackTraceContaining("could not force");
            assertThatThrownBy(() -> engine.remove(B)).hasStackTraceContaining("could not force");
            assertThatThrownBy(engine::flush).hasStackTraceContaining("could not force");
        }
        Fact.when("set(a, 1), set(a, 2) whose force fails, get(a)")
                .usually("the index was changed before the record was durable")
                .gives(ONE, engine.get(A));
        Fact.when("the same, get(b)").gives(null, engine.get(B));
        Fact.when("the same, scan").gives(List.of(new Entry(A, ONE)), engine.scan(Bytes.EMPTY, null, 9));
        engine.close();
        Fact.when("the same, lose the power, open")
                .gives(
                        List.of(new Entry(A, ONE)),
                        RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), "after the crash"));
        Fact.when("the same, end the process, open: the record was written, and its writer got an error")
                .gives(List.of(new Entry(A, TWO)), RecoveryCheck.entries(disk, "opened again"));
    }

    /** Without memory for the index, for example: the process may go on, and try again. */
    @Test
    void an_error_anywhere_while_opening_leaves_the_store_closed() throws IOException {
        SimDisk disk = new SimDisk();
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, ONE);
        }
        Path strayHint = SmallEngines.DIRECTORY.resolve(HintFile.name(99));
        int actions = 0;
        boolean failed = true;
        while (failed) {
            disk.create(strayHint).close();
            failed = failsToOpen(disk, ++actions);
            try (LogEngine engine = SmallEngines.open(disk)) {
                Fact.when("open; action " + actions + " on the disk throws an Error; open again, get(a)")
                        .gives(ONE, engine.get(A));
            }
        }
        assertThat(actions).as("actions of an open, and one more").isGreaterThan(3);
    }

    /** Returns whether opening has {@code actions} actions on the disk: the last of them throws an Error. */
    private static boolean failsToOpen(SimDisk disk, int actions) throws IOException {
        AtomicInteger left = new AtomicInteger(actions);
        InterceptedDisk failing = new InterceptedDisk(disk);
        failing.beforeEach((_, _) -> {
            if (left.decrementAndGet() == 0) {
                throw new OutOfMemoryError("as the test wants it");
            }
        });
        try {
            LogEngine engine = SmallEngines.open(failing);
            left.set(0);
            engine.close();
            return false;
        } catch (OutOfMemoryError _) {
            return true;
        }
    }

    @Test
    void a_value_above_the_limit_fails_no_other_write() throws Exception {
        SimDisk disk = new SimDisk();
        LogEngineOptions options =
                LogEngineOptions.defaults().withLog(LogOptions.defaults().withMaxPayloadBytes(100));
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options)) {
            List<FutureTask<Void>> others = new ArrayList<>();
            // All three are in one batch, and the one in the middle cannot be written.
            disk.duringForce(() -> {
                others.add(waiting(() -> engine.set(A, ONE)));
                others.add(waiting(() -> assertThatThrownBy(() -> engine.set(B, Bytes.utf8("x".repeat(200))))
                        .hasMessageContaining("206 bytes, above the limit of 100")));
                others.add(waiting(() -> engine.set(Bytes.utf8("c"), TWO)));
            });
            engine.set(Bytes.utf8("d"), ONE);
            for (FutureTask<Void> other : others) {
                other.get();
            }
        }
        Fact.when("three threads set a, b and c at once, b to a value above the limit, open")
                .gives(
                        List.of(new Entry(A, ONE), new Entry(Bytes.utf8("c"), TWO), new Entry(Bytes.utf8("d"), ONE)),
                        RecoveryCheck.entries(disk, "open"));
    }

    @Test
    void a_read_that_fails_names_the_key_the_file_and_the_offset() throws IOException {
        SimDisk disk = new SimDisk();
        Path segment = SmallEngines.DIRECTORY.resolve("0000000001.log");
        try (LogEngine engine = SmallEngines.open(disk)) {
            engine.set(A, ONE);
            engine.set(B, TWO);
            // In the record of b, the second.
            disk.failReads(segment, disk.bytes(segment).length - 1);
            String where = "could not read " + segment + " at offset 59";
            assertThatThrownBy(() -> engine.get(B))
                    .hasMessage("could not read the value of " + B)
                    .cause()
                    .hasMessage(where)
                    .hasRootCauseMessage("Input/output error");
            assertThatThrownBy(() -> engine.scan(A, null, 9))
                    .hasMessage("could not read the value of " + B)
                    .cause()
                    .hasMessage(where);
            Fact.when("set a, set b, the record of b cannot be read, get(a)").gives(ONE, engine.get(A));
            disk.failReads(null, 0);
            Fact.when("the same, it can be read again, get(b)").gives(TWO, engine.get(B));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Starts a thread, and returns when it waits or has ended. */
    private static FutureTask<Void> waiting(Work work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread thread = Thread.ofPlatform().start(task);
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return task;
    }

    @Test
    void any_force_may_fail() throws IOException {
        for (int nth = 1; nth < 120; nth++) {
            SimDisk disk = new SimDisk();
            SortedMap<Bytes, Bytes> acknowledged = new TreeMap<>();
            Bytes unacknowledged = null;
            try (LogEngine engine = SmallEngines.open(disk)) {
                disk.failForce(nth);
                for (int i = 0; i < 60; i++) {
                    unacknowledged = Bytes.utf8("k" + i % 7);
                    engine.set(unacknowledged, Bytes.utf8("v" + i));
                    acknowledged.put(unacknowledged, Bytes.utf8("v" + i));
                    if (i % 20 == 19) {
                        unacknowledged = null;
                        engine.compact();
                    }
                }
                unacknowledged = null;
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("could not force");
            }
            disk.failForce(Integer.MAX_VALUE);
            holds(
                    disk.crash(Crash.LOSES_ALL),
                    acknowledged,
                    unacknowledged,
                    "force " + nth + " fails, the power fails");
            holds(
                    disk.crash(Crash.KEEPS_ALL),
                    acknowledged,
                    unacknowledged,
                    "force " + nth + " fails, the process is killed");
            holds(disk, acknowledged, unacknowledged, "force " + nth + " fails, the engine is closed");
        }
    }

    /** Checks that all acknowledged writes are found; the last, unacknowledged one may be found or not. */
    private static void holds(
            SimDisk disk, SortedMap<Bytes, Bytes> acknowledged, @Nullable Bytes unacknowledged, String did)
            throws IOException {
        SortedMap<Bytes, Bytes> found = new TreeMap<>();
        RecoveryCheck.entries(disk, did).forEach(entry -> found.put(entry.key(), entry.value()));
        SortedMap<Bytes, Bytes> expected = new TreeMap<>(acknowledged);
        if (unacknowledged != null) {
            found.remove(unacknowledged);
            expected.remove(unacknowledged);
        }
        Fact.when(did + ", open").gives(expected, found);
    }

    @Test
    void short_reads_and_writes_change_nothing() throws IOException {
        for (int seed = 0; seed < 10; seed++) {
            SimDisk disk = new SimDisk();
            disk.shortTransfers(seed);
            RecordedEngine engine = RecordedEngine.random(disk, Fsync.ALWAYS, seed, 60);
            Fact.when("60 writes and compactions, with short reads and writes, then open")
                    .usually("a write or read that transferred some of its bytes was taken for a complete one")
                    .gives(engine.entries(), RecoveryCheck.entries(disk.crash(Crash.KEEPS_ALL), "seed " + seed));
        }
    }

    @Test
    void a_full_disk_loses_no_acknowledged_write() throws IOException {
        for (int capacity = 200; capacity < 3000; capacity += 23) {
            SimDisk disk = new SimDisk();
            SortedMap<Bytes, Bytes> acknowledged = new TreeMap<>();
            String did = "write until " + capacity + " bytes are full";
            try (LogEngine engine = SmallEngines.open(disk)) {
                disk.capacity(capacity);
                try {
                    for (int i = 0; i < 1000; i++) {
                        Bytes key = Bytes.utf8("key" + i);
                        engine.set(key, Bytes.utf8("value"));
                        acknowledged.put(key, Bytes.utf8("value"));
                    }
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("No space left on device");
                }
                Fact.when(did + ", scan")
                        .gives(RecordedEngine.entries(acknowledged), RecoveryCheck.entries(engine, did + ", read"));
            }
            disk.capacity(Long.MAX_VALUE);
            Fact.when(did + ", close, make room, open")
                    .gives(RecordedEngine.entries(acknowledged), RecoveryCheck.entries(disk, did));
        }
    }

    @Test
    void accepts_writes_when_the_disk_has_room_again() throws IOException {
        for (int capacity = 200; capacity < 3000; capacity += 23) {
            SimDisk disk = new SimDisk();
            SortedMap<Bytes, Bytes> acknowledged = new TreeMap<>();
            String did = "overwrite seven keys until " + capacity + " bytes are full";
            try (LogEngine engine = SmallEngines.open(disk)) {
                for (int full = 0; full < 3; full++) {
                    disk.capacity(capacity + 300 * full);
                    assertThatThrownBy(() -> overwriteUntilFull(engine, acknowledged))
                            .hasStackTraceContaining("No space left on device");
                    Fact.when(did + ", " + full + " times room for 300 more, scan")
                            .gives(RecordedEngine.entries(acknowledged), RecoveryCheck.entries(engine, did));
                }
                disk.capacity(Long.MAX_VALUE);
                engine.set(A, ONE);
                acknowledged.put(A, ONE);
                engine.remove(Bytes.utf8("k3"));
                acknowledged.remove(Bytes.utf8("k3"));
            }
            Fact.when(did + ", make room, set, remove, lose the power, open")
                    .usually("a write failed, and its record is in the log all the same")
                    .gives(
                            RecordedEngine.entries(acknowledged),
                            RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), did));
        }
    }

    private static void overwriteUntilFull(LogEngine engine, SortedMap<Bytes, Bytes> acknowledged) throws IOException {
        for (int i = 0; i < 1000; i++) {
            Bytes key = Bytes.utf8("k" + i % 7);
            Bytes value = Bytes.utf8("value " + acknowledged.size() + " " + i);
            engine.set(key, value);
            acknowledged.put(key, value);
        }
    }

    /** The compaction may fail at any byte, and so may the hints that are written before and after it. */
    @Test
    void goes_on_when_the_disk_is_full_during_a_compaction() throws IOException {
        int failures = 0;
        for (int room = 0; room < 2000; room += 29) {
            SimDisk disk = new SimDisk();
            String did = "compact with room for " + room + " bytes";
            try (LogEngine engine = SmallEngines.open(disk)) {
                SortedMap<Bytes, Bytes> values = new TreeMap<>();
                write(engine, values, 20, 20);
                write(engine, values, 60, 4);
                disk.capacity(used(disk) + room);
                try {
                    engine.compact();
                } catch (IOException e) {
                    failures++;
                    assertThat(e).hasStackTraceContaining("No space left on device");
                }
                Fact.when(did + ", read").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
                disk.capacity(Long.MAX_VALUE);
                // Enough for compaction to start once more; the cold keys are where the first one left them.
                write(engine, values, 60, 4);
                try {
                    engine.compact();
                } catch (IOException e) {
                    assertThat(e).as(did).hasStackTraceContaining("No space left on device");
                }
                Fact.when(did + ", make room, overwrite, compact(), read")
                        .gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
                Fact.when(did + ", make room, overwrite, compact(), lose the power, open")
                        .usually("segments that the index did not point to yet were deleted")
                        .gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), did));
            }
            RecoveryCheck.entries(disk, did + ", close, open");
        }
        assertThat(failures).isGreaterThan(10);
    }

    /** Writes {@code times} times, to {@code keys} keys in turn. */
    private static void write(LogEngine engine, Map<Bytes, Bytes> values, int times, int keys) throws IOException {
        for (int i = 0; i < times; i++) {
            Bytes key = Bytes.utf8("k" + i % keys);
            engine.set(key, Bytes.utf8("v" + i));
            values.put(key, Bytes.utf8("v" + i));
        }
    }

    private static long used(SimDisk disk) {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }
}
