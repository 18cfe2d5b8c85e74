package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The disk fails. Nothing that was answered is lost, nothing is shown that may get lost, and reads go on. */
class LogEngineFailureTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Bytes TWO = Bytes.utf8("2");

    @Test
    void after_a_failed_force_each_write_fails_and_says_why_and_reads_go_on() throws IOException {
        SimDisk disk = new SimDisk();
        LogEngine engine = SmallEngines.open(disk);
        engine.set(A, ONE);
        disk.failForce(1);
        assertThatThrownBy(() -> engine.set(A, TWO)).hasStackTraceContaining("could not force");
        // The disk is sound again, and would take this. But what it has lost, nobody knows.
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> engine.set(B, TWO))
                    .hasMessageContaining("takes no more records since a write to it failed")
                    .hasStackTraceContaining("could not force");
            assertThatThrownBy(() -> engine.remove(A)).hasStackTraceContaining("could not force");
            assertThatThrownBy(() -> engine.remove(B)).hasStackTraceContaining("could not force");
            assertThatThrownBy(engine::flush).hasStackTraceContaining("could not force");
        }
        Fact.when("set(a, 1), set(a, 2) whose force fails, get(a)")
                .usually("the index was changed before the record was safe")
                .gives(ONE, engine.get(A));
        Fact.when("the same, get(b)").gives(null, engine.get(B));
        Fact.when("the same, scan").gives(List.of(new Entry(A, ONE)), engine.scan(Bytes.EMPTY, null, 9));
        engine.close();
        Fact.when("the same, lose the power, open")
                .gives(
                        List.of(new Entry(A, ONE)),
                        RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), "after the crash"));
        Fact.when("the same, end the process, open: the record is there, and nobody was told that it is not")
                .gives(List.of(new Entry(A, TWO)), RecoveryCheck.entries(disk, "opened again"));
    }

    @Test
    void a_value_that_is_too_long_harms_nobody_else() throws Exception {
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

    private interface Work {
        void run() throws Exception;
    }

    /** Begins it in a thread of its own, and returns when that waits or has ended. */
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
            SortedMap<Bytes, Bytes> answered = new TreeMap<>();
            Bytes unanswered = null;
            try (LogEngine engine = SmallEngines.open(disk)) {
                disk.failForce(nth);
                for (int i = 0; i < 60; i++) {
                    unanswered = Bytes.utf8("k" + i % 7);
                    engine.set(unanswered, Bytes.utf8("v" + i));
                    answered.put(unanswered, Bytes.utf8("v" + i));
                    if (i % 20 == 19) {
                        unanswered = null;
                        engine.compact();
                    }
                }
                unanswered = null;
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("could not force");
            }
            disk.failForce(Integer.MAX_VALUE);
            holds(disk.crash(Crash.LOSES_ALL), answered, unanswered, "force " + nth + " fails, the power fails");
            holds(disk.crash(Crash.KEEPS_ALL), answered, unanswered, "force " + nth + " fails, the process is killed");
            holds(disk, answered, unanswered, "force " + nth + " fails, the engine is closed");
        }
    }

    /** All but perhaps the one that was not answered are there. */
    private static void holds(SimDisk disk, SortedMap<Bytes, Bytes> answered, @Nullable Bytes unanswered, String did)
            throws IOException {
        SortedMap<Bytes, Bytes> found = new TreeMap<>();
        RecoveryCheck.entries(disk, did).forEach(entry -> found.put(entry.key(), entry.value()));
        SortedMap<Bytes, Bytes> expected = new TreeMap<>(answered);
        if (unanswered != null) {
            found.remove(unanswered);
            expected.remove(unanswered);
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
                    .usually("a write or read that did some of its bytes was taken for all of them")
                    .gives(engine.entries(), RecoveryCheck.entries(disk.crash(Crash.KEEPS_ALL), "seed " + seed));
        }
    }

    @Test
    void when_the_disk_is_full_loses_nothing_that_was_answered() throws IOException {
        for (int capacity = 200; capacity < 3000; capacity += 23) {
            SimDisk disk = new SimDisk();
            SortedMap<Bytes, Bytes> answered = new TreeMap<>();
            String did = "write until " + capacity + " bytes are full";
            try (LogEngine engine = SmallEngines.open(disk)) {
                disk.capacity(capacity);
                try {
                    for (int i = 0; i < 1000; i++) {
                        Bytes key = Bytes.utf8("key" + i);
                        engine.set(key, Bytes.utf8("value"));
                        answered.put(key, Bytes.utf8("value"));
                    }
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("No space left on device");
                }
                Fact.when(did + ", scan")
                        .gives(RecordedEngine.entries(answered), RecoveryCheck.entries(engine, did + ", read"));
            }
            disk.capacity(Long.MAX_VALUE);
            Fact.when(did + ", close, make room, open")
                    .gives(RecordedEngine.entries(answered), RecoveryCheck.entries(disk, did));
        }
    }

    @Test
    void once_the_disk_has_room_again_it_takes_writes_again() throws IOException {
        for (int capacity = 200; capacity < 3000; capacity += 23) {
            SimDisk disk = new SimDisk();
            SortedMap<Bytes, Bytes> answered = new TreeMap<>();
            String did = "overwrite seven keys until " + capacity + " bytes are full";
            try (LogEngine engine = SmallEngines.open(disk)) {
                for (int full = 0; full < 3; full++) {
                    disk.capacity(capacity + 300 * full);
                    assertThatThrownBy(() -> overwriteUntilFull(engine, answered))
                            .hasStackTraceContaining("No space left on device");
                    Fact.when(did + ", " + full + " times room for 300 more, scan")
                            .gives(RecordedEngine.entries(answered), RecoveryCheck.entries(engine, did));
                }
                disk.capacity(Long.MAX_VALUE);
                engine.set(A, ONE);
                answered.put(A, ONE);
                engine.remove(Bytes.utf8("k3"));
                answered.remove(Bytes.utf8("k3"));
            }
            Fact.when(did + ", make room, set, remove, lose the power, open")
                    .usually("a write was answered with an error, and its record is in the log all the same")
                    .gives(RecordedEngine.entries(answered), RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), did));
        }
    }

    private static void overwriteUntilFull(LogEngine engine, SortedMap<Bytes, Bytes> answered) throws IOException {
        for (int i = 0; i < 1000; i++) {
            Bytes key = Bytes.utf8("k" + i % 7);
            Bytes value = Bytes.utf8("value " + answered.size() + " " + i);
            engine.set(key, value);
            answered.put(key, value);
        }
    }

    /** A compaction may fail at any byte; so may the hints that are written before and after it. */
    @Test
    void when_the_disk_gets_full_while_it_compacts_it_goes_on() throws IOException {
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
                // So much that compaction pays once more; the cold keys are where the first one has left them.
                write(engine, values, 60, 4);
                try {
                    engine.compact();
                } catch (IOException e) {
                    assertThat(e).as(did).hasStackTraceContaining("No space left on device");
                }
                Fact.when(did + ", make room, overwrite, compact(), read")
                        .gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
                Fact.when(did + ", make room, overwrite, compact(), lose the power, open")
                        .usually("segments that the index did not point to yet were taken for garbage")
                        .gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), did));
            }
            RecoveryCheck.entries(disk, did + ", close, open");
        }
        assertThat(failures).isGreaterThan(10);
    }

    /** Writes so many keys again and again. */
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
