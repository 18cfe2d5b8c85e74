package kvs.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import kvs.engine.Change;
import kvs.engine.OrderedEngine;
import kvs.engine.log.LogEngine;
import kvs.engine.log.LogEngineOptions;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a shard has acknowledged is on disk; what could not be written is not forgotten. */
class ShardStoreTest {
    private static final Path DIRECTORY = StoredShard.DIRECTORY;

    private static Slice slice(String text) {
        return Slice.of(Bytes.utf8(text));
    }

    private final SimDisk disk = new SimDisk();

    private static SortedMap<String, String> loaded(SimDisk disk, long now) throws IOException {
        try (StoredShard again = new StoredShard(disk, now)) {
            return again.content();
        }
    }

    @Test
    void a_commit_is_one_force_and_survives_a_crash() throws IOException {
        // Large segments, so that no roll forces anything.
        LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults());
        Keyspace keyspace = new Keyspace(new ObjectMap(), () -> 0);
        ShardStore store = new ShardStore("shard 0", engine, keyspace);
        store.load();
        long before = forces();
        int operations = disk.operations();
        for (int i = 0; i < 100; i++) {
            keyspace.set(slice("a"), slice("value " + i), Entry.NEVER);
            keyspace.set(slice("b" + i % 3), slice("value"), 5_000);
        }
        Fact.when("200 changes; operations of the disk before the commit").gives(0, disk.operations() - operations);
        store.commit();
        Fact.when("200 changes of 4 keys, commit(); forces").gives(1, forces() - before);
        Fact.when("the same; bytes written")
                .usually("a key is written once for each change of it")
                .holds(disk.bytesOf(operations) < 300, "less than 300", disk.bytesOf(operations));
        operations = disk.operations();
        store.commit();
        Fact.when("commit() without changes; operations of the disk").gives(0, disk.operations() - operations);
        SortedMap<String, String> found = loaded(disk.crash(Crash.LOSES_ALL), 0);
        Fact.when("the same, lose the power, load")
                .gives(
                        "{a=value 99 " + Entry.NEVER + ", b0=value 5000, b1=value 5000, b2=value 5000}",
                        found.toString());
        store.close();
    }

    private long forces() {
        return disk.trace().stream()
                .filter(SimOperation.Force.class::isInstance)
                .count();
    }

    @Test
    void a_key_that_has_expired_is_not_loaded_and_is_removed_from_the_disk() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 1_000)) {
            shard.set("until 2000", "x", 2_000);
            shard.set("until 2001", "x", 2_001);
        }
        try (StoredShard again = new StoredShard(disk, 2_000)) {
            Fact.when("load at 2000")
                    .gives("{until 2001=x 2001}", again.content().toString());
            again.store.commit();
            Fact.when("load at 2000, commit; keys on disk").gives(1, again.engine.size());
        }
    }

    @Test
    void a_key_that_expires_before_the_commit_is_removed() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 1_000)) {
            shard.set("a", "stays");
            shard.set("b", "old");
            shard.store.commit();
            shard.set("b", "new", 1_500);
            shard.timeIs(1_500);
            shard.store.commit();
            Fact.when("set b until 1500, commit at 1500; keys on disk").gives(1, shard.engine.size());
        }
    }

    @Test
    void a_failed_commit_is_written_again() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 1_000)) {
            shard.set("a", "old");
            shard.store.commit();
            disk.capacity(used());
            shard.set("a", "new");
            shard.set("b", "new");
            assertThatThrownBy(shard.store::commit)
                    .hasMessage("could not write the changes of shard 0 to disk")
                    .hasStackTraceContaining("No space left on device");
            assertThat(shard.store.failure()).isNotNull();
            assertThat(shard.store.isDirty()).isTrue();
            Fact.when("set a, set b, commit fails; memory").gives("new", value(shard, "a"));

            shard.timeIs(1_999);
            disk.capacity(Long.MAX_VALUE);
            int operations = disk.operations();
            assertThatThrownBy(shard.store::commit).hasMessage("could not write the changes of shard 0 to disk");
            Fact.when("make room, commit 999 ms after the failure; operations of the disk")
                    .gives(0, disk.operations() - operations);

            shard.timeIs(2_000);
            shard.remove("b");
            shard.store.commit();
            assertThat(shard.store.failure()).isNull();
            assertThat(shard.store.isDirty()).isFalse();
            Fact.when("remove b, commit 1000 ms after the failure, lose the power, load")
                    .usually("the keys of the failed commit were forgotten")
                    .gives(
                            "{a=new " + Entry.NEVER + "}",
                            loaded(disk.crash(Crash.LOSES_ALL), 0).toString());
        }
    }

    @Test
    void a_clock_that_is_set_back_does_not_postpone_the_next_attempt() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 1_000_000)) {
            disk.capacity(used());
            shard.set("a", "new");
            assertThatThrownBy(shard.store::commit).isInstanceOf(IOException.class);
            disk.capacity(Long.MAX_VALUE);
            shard.timeIs(5);
            shard.store.commit();
            assertThat(shard.store.failure()).isNull();
        }
    }

    @Test
    void after_a_failed_force_commits_fail_until_the_next_start() throws IOException {
        StoredShard shard = new StoredShard(disk, 0);
        shard.set("a", "acknowledged");
        shard.store.commit();
        disk.failForce(1);
        shard.set("a", "lost");
        assertThatThrownBy(shard.store::commit).hasStackTraceContaining("could not force");
        shard.timeIs(ShardStore.RETRY_MILLIS);
        assertThatThrownBy(shard.store::commit).hasStackTraceContaining("could not force");
        assertThatThrownBy(shard::close).hasStackTraceContaining("could not force");
        Fact.when("lose the power, load")
                .gives(
                        "{a=acknowledged " + Entry.NEVER + "}",
                        loaded(disk.crash(Crash.LOSES_ALL), 0).toString());
    }

    @Test
    void close_writes_what_was_not_committed_even_soon_after_a_failure() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 0)) {
            disk.capacity(used());
            shard.set("a", "1");
            assertThatThrownBy(shard.store::commit).isInstanceOf(IOException.class);
            disk.capacity(Long.MAX_VALUE);
        }
        Fact.when("set a, commit fails, make room, close, load")
                .gives("{a=1 " + Entry.NEVER + "}", loaded(disk, 0).toString());
    }

    @Test
    void close_writes_what_a_commit_under_way_has_not_written() throws IOException {
        SimDisk disk = new SimDisk();
        Commit late;
        try (StoredShard shard = new StoredShard(disk, 0)) {
            shard.set("a", "1");
            late = Objects.requireNonNull(shard.store.begin());
            assertThat(late.prepare()).isTrue();
            shard.set("a", "2");
            shard.set("b", "3");
        }
        // Its thread was too late.
        late.write();
        try (StoredShard again = new StoredShard(disk, 0)) {
            assertThat(again.content()).hasToString("{a=2 " + Entry.NEVER + ", b=3 " + Entry.NEVER + "}");
        }
    }

    @Test
    void only_keys_that_a_commit_has_not_written_are_uncertain() throws IOException {
        try (StoredShard shard = new StoredShard(new SimDisk(), 0)) {
            shard.set("a", "1");
            Commit commit = Objects.requireNonNull(shard.store.begin());
            shard.set("b", "2");
            assertThat(List.of(
                            shard.store.isUncertain(slice("a")),
                            shard.store.isUncertain(slice("b")),
                            shard.store.isUncertain(slice("c"))))
                    .containsExactly(true, true, false);
            while (commit.prepare()) {
                commit.write();
            }
            commit.end();
            assertThat(shard.store.isUncertain(slice("a"))).isFalse();
            assertThat(shard.store.isUncertain(slice("b"))).isTrue();
            shard.keyspace.clear();
            assertThat(shard.store.isUncertain(slice("c"))).isTrue();
            shard.store.commit();
            assertThat(shard.store.isUncertain(slice("c"))).isFalse();
        }
    }

    @Test
    void after_a_clear_the_disk_has_the_later_keys_alone() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 0)) {
            for (int i = 0; i < 100; i++) {
                shard.set("key" + i, "old");
            }
            shard.store.commit();
            shard.set("unsaved", "old");
            shard.keyspace.clear();
            shard.set("key7", "new");
            shard.set("more", "new");
            assertThat(shard.store.isDirty()).isTrue();
            shard.store.commit();
            Fact.when("100 keys, commit, clear, set key7, set more, commit, lose the power, load")
                    .gives(
                            "{key7=new " + Entry.NEVER + ", more=new " + Entry.NEVER + "}",
                            loaded(disk.crash(Crash.LOSES_ALL), 0).toString());
            shard.keyspace.clear();
            assertThat(shard.store.isDirty()).isTrue();
            shard.store.commit();
            Fact.when("clear, commit; keys on disk").gives(0, shard.engine.size());
            assertThat(shard.store.isDirty()).isFalse();
        }
    }

    @Test
    void a_clear_that_could_not_be_written_is_written_again() throws IOException {
        try (StoredShard shard = new StoredShard(disk, 0)) {
            for (int i = 0; i < 100; i++) {
                shard.set("key" + i, "old");
            }
            shard.store.commit();
            disk.capacity(used());
            shard.keyspace.clear();
            assertThatThrownBy(shard.store::commit).isInstanceOf(IOException.class);
            disk.capacity(Long.MAX_VALUE);
            shard.timeIs(ShardStore.RETRY_MILLIS);
            shard.store.commit();
            Fact.when("clear, commit fails, commit; keys on disk").gives(0, shard.engine.size());
        }
    }

    @Test
    void an_entry_above_the_limit_fails_one_commit_and_no_other_key() throws IOException {
        // With segments of the usual size.
        LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults());
        Keyspace keyspace = new Keyspace(new ObjectMap(), () -> 0);
        ShardStore store = new ShardStore("shard 0", engine, keyspace);
        store.load();
        byte[] limit = new byte[ShardStore.MAX_ENTRY_BYTES - 3];
        keyspace.set(slice("big"), Slice.of(limit), 1);
        store.commit();
        keyspace.set(slice("big"), Slice.of(new byte[limit.length + 1]), Entry.NEVER);
        keyspace.set(slice("a"), slice("1"), Entry.NEVER);
        assertThatThrownBy(store::commit)
                .hasMessageContaining("the entry of \"big\"")
                .hasMessageContaining("above the limit of " + ShardStore.MAX_ENTRY_BYTES + " bytes");
        assertThat(store.failure()).as("later writes are accepted").isNull();
        Fact.when("set big above the limit, set a, commit; a on disk")
                .holds(engine.get(Bytes.utf8("a")) != null, "a value", "none");
        keyspace.set(slice("b"), slice("2"), Entry.NEVER);
        store.commit();
        Fact.when("set b, commit; b on disk").holds(engine.get(Bytes.utf8("b")) != null, "a value", "none");
        assertThat(ShardStore.fits(3, limit.length)).isTrue();
        assertThat(ShardStore.fits(4, limit.length)).isFalse();
        assertThat(ShardStore.fits(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
        store.close();
    }

    @Test
    void changes_beyond_the_size_of_a_batch_are_all_written() throws IOException {
        LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults());
        Keyspace keyspace = new Keyspace(new ObjectMap(), () -> 0);
        ShardStore store = new ShardStore("shard 0", engine, keyspace);
        store.load();
        for (int i = 0; i < 9; i++) {
            keyspace.set(slice("key" + i), Slice.of(new byte[10 << 20]), Entry.NEVER);
        }
        store.commit();
        Fact.when("nine values of 10 MiB, commit; keys on disk").gives(9, engine.size());
        store.close();
    }

    @Test
    void bytes_that_are_no_stored_value_are_not_loaded() throws IOException {
        try (LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults())) {
            engine.set(Bytes.utf8("foo"), Bytes.utf8("bar"));
            ShardStore store = new ShardStore("shard 0", engine, new Keyspace(new ObjectMap(), () -> 0));
            assertThatThrownBy(store::load)
                    .hasMessage("could not load the key \"foo\" of shard 0")
                    .hasStackTraceContaining("flags 98");
        }
    }

    /** An engine that finds fault with nothing, and records the batches. */
    @Test
    void a_failed_commit_of_several_batches_writes_all_of_them_again() throws IOException {
        List<Integer> batches = new ArrayList<>();
        try (LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults())) {
            Keyspace keyspace = new Keyspace(new ObjectMap(), () -> 0);
            ShardStore store = new ShardStore(
                    "shard 0",
                    new BatchesFail(engine, batches, Set.of(2), new IOException("the second batch")),
                    keyspace);
            store.load();
            for (int i = 0; i < 5; i++) {
                keyspace.set(slice("key" + i), Slice.of(new byte[15 << 20]), Entry.NEVER);
            }
            assertThatThrownBy(store::commit).hasStackTraceContaining("the second batch");
            store.close();
            Fact.when("five values of 15 MiB, commit whose second batch fails, close; sizes of the batches")
                    .gives(List.of(3, 2, 3, 2), batches);
        }
    }

    @Test
    void a_fault_of_the_engine_is_a_failure_of_the_commit() throws IOException {
        List<Integer> batches = new ArrayList<>();
        try (LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults())) {
            long[] time = {0};
            Keyspace keyspace = new Keyspace(new ObjectMap(), () -> time[0]);
            IllegalStateException fault = new IllegalStateException("a fault of the engine");
            ShardStore store = new ShardStore("shard 0", new BatchesFail(engine, batches, Set.of(2), fault), keyspace);
            store.load();
            keyspace.set(slice("a"), slice("1"), Entry.NEVER);
            store.commit();
            keyspace.set(slice("b"), slice("2"), Entry.NEVER);
            assertThatThrownBy(store::commit).isInstanceOf(IOException.class).hasRootCause(fault);
            Fact.when("a commit failed with a RuntimeException, failure() == null")
                    .gives(false, store.failure() == null);
            time[0] = ShardStore.RETRY_MILLIS;
            store.commit();
            Fact.when("the next commit wrote b again, failure()").gives(null, store.failure());
            Fact.when("the value of b in the engine").gives(true, engine.get(Bytes.utf8("b")) != null);
        }
    }

    /** The first attempt to write a clear with stuck keys removes all other keys, and then fails. */
    @Test
    void a_clear_that_is_acknowledged_has_removed_the_stuck_keys_too() throws IOException {
        try (LogEngine engine = LogEngine.open(disk, DIRECTORY, LogEngineOptions.defaults())) {
            long[] time = {0};
            Keyspace keyspace = new Keyspace(new ObjectMap(), () -> time[0]);
            ShardStore store = new ShardStore(
                    "shard 0",
                    new BatchesFail(
                            engine, new ArrayList<>(), Set.of(2, 4), new IOException("No space left on device")),
                    keyspace);
            store.load();
            keyspace.set(slice("a"), slice("old"), Entry.NEVER);
            keyspace.set(slice("b"), slice("old"), Entry.NEVER);
            store.commit();
            keyspace.set(slice("a"), slice("new"), Entry.NEVER);
            assertThatThrownBy(store::commit).isInstanceOf(IOException.class);
            time[0] = ShardStore.RETRY_MILLIS;
            keyspace.clear();
            store.commit();
            Fact.when("set a fails, clear, whose first attempt removes b and fails, and whose second succeeds;"
                            + " keys on disk")
                    .usually("the second attempt left the stuck key out")
                    .gives(0L, engine.size());
        }
    }

    private record BatchesFail(OrderedEngine engine, List<Integer> batches, Set<Integer> failing, Exception failure)
            implements OrderedEngine {
        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public @Nullable Bytes get(Bytes key) throws IOException {
            return engine.get(key);
        }

        @Override
        public void set(Bytes key, Bytes value) throws IOException {
            engine.set(key, value);
        }

        @Override
        public boolean remove(Bytes key) throws IOException {
            return engine.remove(key);
        }

        @Override
        public void writeBatch(List<Change> changes) throws IOException {
            batches.add(changes.size());
            if (failing.contains(batches.size())) {
                if (failure instanceof RuntimeException fault) {
                    throw fault;
                }
                throw new IOException(failure.getMessage());
            }
            engine.writeBatch(changes);
        }

        @Override
        public List<OrderedEngine.Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
            return engine.scan(from, to, limit);
        }

        @Override
        public void flush() throws IOException {
            engine.flush();
        }

        @Override
        public void close() throws IOException {
            engine.flush();
        }
    }

    /**
     * The power fails at every operation of the disk. Each key then has the value that the last acknowledged commit gave it, or
     * that of the commit under way.
     */
    @Test
    void acknowledged_commits_survive_a_crash() throws IOException {
        List<SortedMap<String, String>> states = new ArrayList<>(List.of(new TreeMap<>()));
        List<Integer> acknowledged = new ArrayList<>();
        Random random = new Random(20261130);
        try (StoredShard shard = new StoredShard(disk, 0)) {
            for (int i = 0; i < 30; i++) {
                change(shard, random, i);
                states.add(shard.content());
                shard.store.commit();
                acknowledged.add(disk.operations());
                if (i % 7 == 6) {
                    shard.engine.compact();
                }
            }
        }
        assertThat(states.stream().mapToInt(SortedMap::size).max().orElse(0)).isGreaterThan(5);
        for (int n = 0; n <= disk.operations(); n++) {
            int operation = n;
            int last = (int)
                    acknowledged.stream().filter(after -> after <= operation).count();
            SortedMap<String, String> durable = states.get(last);
            SortedMap<String, String> next = states.get(Math.min(last + 1, states.size() - 1));
            for (Crash crash : List.of(Crash.LOSES_ALL, Crash.KEEPS_ALL, Crash.random(n))) {
                SortedMap<String, String> found = loaded(disk.asOf(n).crash(crash), 0);
                TreeSet<String> keys = new TreeSet<>(found.keySet());
                keys.addAll(durable.keySet());
                for (String key : keys) {
                    String value = found.get(key);
                    Fact.when("load after a crash at operation " + n + ", with " + last + " commits acknowledged; "
                                    + key)
                            .holds(
                                    Objects.equals(value, durable.get(key)) || Objects.equals(value, next.get(key)),
                                    durable.get(key) + ", or " + next.get(key),
                                    String.valueOf(value));
                }
            }
        }
    }

    private static void change(StoredShard shard, Random random, int round) {
        if (round == 20) {
            shard.keyspace.clear();
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            String key = "key" + random.nextInt(12);
            if (random.nextInt(4) == 0) {
                shard.remove(key);
            } else {
                long expiresAt = random.nextBoolean() ? Entry.NEVER : 1 + random.nextInt(100);
                shard.set(key, round + "x".repeat(random.nextInt(60)), expiresAt);
            }
        }
    }

    private static @Nullable String value(StoredShard shard, String key) {
        Entry entry = shard.keyspace.get(slice(key));
        return entry == null ? null : entry.value().copy().utf8();
    }

    private long used() {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }
}
