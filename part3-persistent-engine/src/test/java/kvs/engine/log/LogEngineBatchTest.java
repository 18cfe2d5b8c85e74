package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.Change;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** A batch is written with one force, is durable when it returns, and leaves nothing behind if it is rejected. */
class LogEngineBatchTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes ONE = Bytes.utf8("1");

    private final SimDisk disk = new SimDisk();

    @Test
    void a_batch_is_forced_once() throws IOException {
        // Large segments, so that no roll forces anything.
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, LogEngineOptions.defaults())) {
            long before = forces();
            List<Change> batch = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                batch.add(new Change(Bytes.utf8("key" + i), Bytes.utf8("x".repeat(300))));
            }
            engine.writeBatch(batch);
            Fact.when("write of 5,000 sets, 1.5 MB; forces")
                    .usually("the batch was cut into the batches of the queue of single writes")
                    .gives(1, forces() - before);
            before = forces();
            engine.writeBatch(List.of());
            engine.writeBatch(List.of(new Change(Bytes.utf8("absent"), null)));
            Fact.when("write of nothing, write of a remove of an absent key; forces")
                    .gives(0, forces() - before);
        }
    }

    @Test
    void under_NEVER_a_batch_forces_nothing() throws IOException {
        LogEngineOptions options = LogEngineOptions.defaults().withFsync(Fsync.NEVER);
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options)) {
            long before = forces();
            engine.writeBatch(List.of(new Change(A, ONE)));
            Fact.when("write under never; forces").gives(0, forces() - before);
            assertThat(RecoveryCheck.entries(disk.crash(Crash.KEEPS_ALL), "kill the process"))
                    .as("the operating system has every acknowledged batch")
                    .hasSize(1);
        }
    }

    private long forces() {
        return disk.trace().stream()
                .filter(SimOperation.Force.class::isInstance)
                .count();
    }

    @Test
    void changes_of_a_batch_are_not_read_before_they_are_durable() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            List<List<Entry>> read = new ArrayList<>();
            disk.duringForce(() -> {
                try {
                    read.add(engine.scan(Bytes.EMPTY, null, 9));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            engine.writeBatch(List.of(new Change(A, ONE), new Change(Bytes.utf8("b"), ONE)));
            Fact.when("scan while writeBatch(a = 1, b = 1) is being forced").gives(List.of(List.of()), read);
        }
    }

    @Test
    void a_value_above_the_limit_rejects_the_batch() throws IOException {
        LogEngineOptions options =
                LogEngineOptions.defaults().withLog(LogOptions.defaults().withMaxPayloadBytes(100));
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options)) {
            // 94 bytes: with the key and five more, the limit itself.
            engine.writeBatch(List.of(new Change(A, Bytes.utf8("x".repeat(94)))));
            int before = disk.operations();
            assertThatThrownBy(() -> engine.writeBatch(List.of(
                            new Change(Bytes.utf8("b"), ONE),
                            new Change(A, Bytes.utf8("x".repeat(95))),
                            new Change(A, null))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("101 bytes, above the limit of 100");
            Fact.when("write of a set, of a set above the limit, of a remove; operations of the disk")
                    .usually("the entry was checked after others had been written")
                    .gives(0, disk.operations() - before);
            Fact.when("the same, get(b)").gives(null, engine.get(Bytes.utf8("b")));
            Fact.when("the same, get(a)").gives(Bytes.utf8("x".repeat(94)), engine.get(A));
        }
    }

    /** Batches are longer than a buffer and a segment, so that parts of them are on disk when the room ends. */
    @Test
    void a_batch_without_room_leaves_nothing_behind() throws IOException {
        for (int room = 0; room < 1_200; room += 37) {
            SimDisk small = new SimDisk();
            String did = "write of 20 sets and a remove with room for " + room + " bytes";
            try (LogEngine engine = SmallEngines.open(small)) {
                engine.writeBatch(List.of(new Change(A, ONE)));
                small.capacity(used(small) + room);
                List<Change> batch = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    batch.add(new Change(Bytes.utf8("key" + i), Bytes.utf8("x".repeat(40))));
                }
                batch.add(new Change(A, null));
                assertThatThrownBy(() -> engine.writeBatch(batch)).hasStackTraceContaining("No space left on device");
                List<Entry> expected = List.of(new Entry(A, ONE));
                Fact.when(did + ", scan").gives(expected, RecoveryCheck.entries(engine, did));
                small.capacity(Long.MAX_VALUE);
                // Takes no record, since the key has no value. If the failed batch had left one, it would come back.
                engine.writeBatch(List.of(new Change(Bytes.utf8("key0"), null)));
                Fact.when(did + ", make room, writeBatch(remove key0), kill, open")
                        .gives(expected, RecoveryCheck.entries(small.crash(Crash.KEEPS_ALL), did));
                engine.writeBatch(batch);
                Fact.when(did + ", make room, the same batch again, lose the power, open")
                        .gives(
                                20,
                                RecoveryCheck.entries(small.crash(Crash.LOSES_ALL), did)
                                        .size());
            }
        }
    }

    private static long used(SimDisk disk) {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    @Test
    void after_a_failed_force_no_change_of_the_batch_is_read() throws IOException {
        LogEngine engine = SmallEngines.open(disk);
        engine.writeBatch(List.of(new Change(A, ONE)));
        disk.failForce(1);
        assertThatThrownBy(() -> engine.writeBatch(List.of(new Change(A, null), new Change(Bytes.utf8("b"), ONE))))
                .hasStackTraceContaining("could not force");
        Fact.when("writeBatch(a = 1), writeBatch(remove a, b = 1) whose force fails, scan")
                .gives(List.of(new Entry(A, ONE)), engine.scan(Bytes.EMPTY, null, 9));
        assertThatThrownBy(() -> engine.writeBatch(List.of(new Change(A, ONE))))
                .hasStackTraceContaining("could not force");
        engine.close();
    }

    @Test
    void a_closed_engine_accepts_no_batch() throws IOException {
        LogEngine engine = SmallEngines.open(disk);
        engine.close();
        assertThatThrownBy(() -> engine.writeBatch(List.of(new Change(A, ONE)))).hasMessage("the engine is closed");
    }

    /** After a crash at any operation, every acknowledged batch is there; of the next one, any first part. */
    @Test
    void acknowledged_batches_survive_a_crash() throws IOException {
        Random random = new Random(20261130);
        List<List<Change>> batches = new ArrayList<>();
        List<Integer> acknowledged = new ArrayList<>();
        try (LogEngine engine = SmallEngines.open(disk)) {
            for (int i = 0; i < 40; i++) {
                List<Change> batch = batch(random, i);
                engine.writeBatch(batch);
                batches.add(batch);
                acknowledged.add(disk.operations());
                if (i % 9 == 8) {
                    engine.compact();
                }
            }
        }
        for (int n = 0; n <= disk.operations(); n++) {
            int operation = n;
            int durable = (int)
                    acknowledged.stream().filter(after -> after <= operation).count();
            List<Change> next = durable < batches.size() ? batches.get(durable) : List.of();
            List<List<Entry>> possible = new ArrayList<>();
            for (int part = 0; part <= next.size(); part++) {
                possible.add(result(batches.subList(0, durable), next.subList(0, part)));
            }
            for (Crash crash : List.of(Crash.LOSES_ALL, Crash.KEEPS_ALL, Crash.random(n))) {
                String did = "open after a crash at operation " + n + ", with " + durable + " batches acknowledged";
                List<Entry> found = RecoveryCheck.entries(disk.asOf(n).crash(crash), did);
                Fact.when(did)
                        .usually("the batch was acknowledged before its records were forced")
                        .holds(possible.contains(found), "one of " + possible, found);
            }
        }
    }

    /** Returns changes of different keys: what a crash leaves of them is then a first part. */
    private static List<Change> batch(Random random, int number) {
        List<Change> batch = new ArrayList<>();
        for (int key = random.nextInt(3); key < 12; key += 1 + random.nextInt(3)) {
            Bytes value = random.nextInt(4) == 0 ? null : Bytes.utf8("v" + number + "x".repeat(random.nextInt(40)));
            batch.add(new Change(Bytes.utf8("k" + key), value));
        }
        return batch;
    }

    private static List<Entry> result(List<List<Change>> batches, List<Change> part) {
        SortedMap<Bytes, Bytes> values = new TreeMap<>();
        List<Change> all = new ArrayList<>();
        batches.forEach(all::addAll);
        all.addAll(part);
        for (Change change : all) {
            Bytes value = change.value();
            if (value == null) {
                values.remove(change.key());
            } else {
                values.put(change.key(), value);
            }
        }
        return RecordedEngine.entries(values);
    }
}
