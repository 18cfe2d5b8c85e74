package kvs.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A shard on a full disk: values are rejected, keys can be removed, and their room lets values in again. */
class FullDiskTest {
    private static final int RESERVE_BYTES = 4_000;

    private final SimDisk disk = new SimDisk();

    @AutoClose("close")
    private final Shard shard = new Shard(disk);

    /** A shard that rejects commands as a server does, and takes time. */
    private static final class Shard {
        private final SimDisk disk;
        final StoredShard stored;
        final ShardStore store;
        private long now = 1_000_000;

        Shard(SimDisk disk) {
            this.disk = disk;
            try {
                stored = new StoredShard(disk, now, RESERVE_BYTES);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            store = stored.store;
        }

        /** Lets another program take the room on the disk, all but {@code bytes}. */
        void fill(long bytes) {
            disk.capacity(bytes
                    + disk.files().values().stream()
                            .mapToLong(file -> file.length)
                            .sum());
        }

        void fill() {
            fill(0);
        }

        /** Makes room, and lets the engine notice, which it does by itself while it compacts. */
        void makeRoom() {
            disk.capacity(Long.MAX_VALUE);
            try {
                stored.engine.compact();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Lets the time pass after which what has failed is tried again. */
        void waitForRetry() {
            now += ShardStore.RETRY_MILLIS;
            stored.timeIs(now);
        }

        /** Sets keys, as a transaction does. */
        boolean set(String value, String... keys) {
            if (store.failure() != null) {
                return false;
            }
            for (String key : keys) {
                stored.set(key, value);
            }
            return commit();
        }

        boolean remove(String... keys) {
            if (store.failureOfRemoves() != null) {
                return false;
            }
            for (String key : keys) {
                stored.remove(key);
            }
            return commit();
        }

        boolean clear() {
            if (store.failureOfRemoves() != null) {
                return false;
            }
            stored.keyspace.clear();
            return commit();
        }

        /** Returns whether the changes since the last commit are acknowledged. */
        boolean commit() {
            try {
                store.commit();
                return true;
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("No space left on device");
                return false;
            }
        }

        void close() throws IOException {
            makeRoom();
            stored.close();
        }
    }

    private SortedMap<String, String> afterCrash() throws IOException {
        return values(disk.crash(Crash.LOSES_ALL));
    }

    private static SortedMap<String, String> values(SimDisk disk) throws IOException {
        try (StoredShard again = new StoredShard(disk, 0)) {
            SortedMap<String, String> values = again.content();
            values.replaceAll((_, value) -> value.substring(0, value.indexOf(' ')));
            return values;
        }
    }

    @Test
    void keys_can_be_removed_and_their_room_lets_values_in() throws IOException {
        for (int i = 0; i < 100; i++) {
            shard.set("a value of some length", "key" + i);
        }
        shard.fill();
        Fact.when("fill the disk, set a key; acknowledged").gives(false, shard.set("x", "more"));
        for (int i = 0; i < 100; i++) {
            Fact.when("fill the disk, set a key, remove key" + i + "; acknowledged")
                    .usually("the key that could not be set holds the remove back")
                    .gives(true, shard.remove("key" + i));
        }
        Fact.when("the same, lose the power, load").gives(Map.of(), afterCrash());
        shard.waitForRetry();
        shard.commit();
        Fact.when("the same and wait, without a compaction; values are rejected")
                .gives(true, shard.store.failure() != null);
        shard.stored.engine.compact();
        shard.waitForRetry();
        shard.commit();
        Fact.when("the same, compact, wait; failure()").gives(null, shard.store.failure());
        Fact.when("set another key; acknowledged").gives(true, shard.set("y", "another"));
        Fact.when("lose the power, load").gives(Map.of("more", "x", "another", "y"), afterCrash());
    }

    @Test
    void removes_do_not_wait_for_the_next_attempt_and_are_not_failed_by_it() {
        shard.set("old", "a", "b", "c");
        shard.fill();
        shard.set("new", "a");
        Fact.when("set a fails, remove b at once; acknowledged").gives(true, shard.remove("b"));
        shard.waitForRetry();
        Fact.when("the same, wait, remove c with the next attempt, which fails; acknowledged")
                .usually("the remove was tried together with a alone")
                .gives(true, shard.remove("c"));
        assertThat(shard.store.failure()).as("a is still not on disk").isNotNull();
    }

    /** It may have been set before the failure was known. */
    @Test
    void a_value_that_would_fit_waits_for_those_that_have_failed() throws IOException {
        shard.set("old", "a");
        shard.fill(300);
        shard.set("x".repeat(2_000), "a");
        shard.waitForRetry();
        shard.stored.set("b", "new");
        Fact.when("set a fails, set b, which the disk has room for; acknowledged")
                .gives(false, shard.commit());
        Fact.when("lose the power, load").gives(Map.of("a", "old"), afterCrash());
    }

    @Test
    void a_removed_key_is_not_written_again() throws IOException {
        shard.set("old", "a", "b");
        shard.fill();
        shard.set("new", "a");
        assertThat(shard.remove("a")).isTrue();
        Fact.when("set a fails, remove a; failure()")
                .usually("a is on disk as it is in memory: nothing else is stuck")
                .gives(null, shard.store.failure());
        Fact.when("lose the power, load").gives(Map.of("b", "old"), afterCrash());
        shard.makeRoom();
        shard.waitForRetry();
        shard.commit();
        Fact.when("make room, wait, lose the power, load").gives(Map.of("b", "old"), afterCrash());
    }

    @Test
    void a_transaction_that_has_failed_is_written_whole_or_not() throws IOException {
        shard.set("old", "x", "y", "z", "other");
        shard.fill();
        shard.set("new", "x", "y", "z");
        shard.remove("other");
        Fact.when("set x, y, z fails, remove another key, lose the power, load")
                .gives(Map.of("x", "old", "y", "old", "z", "old"), afterCrash());
        shard.remove("y");
        Fact.when("and remove y").gives(Map.of("x", "old", "z", "old"), afterCrash());
        shard.makeRoom();
        shard.waitForRetry();
        shard.commit();
        Fact.when("and make room, wait").gives(Map.of("x", "new", "z", "new"), afterCrash());
    }

    /** The removes of a turn fail together with its sets. A client that repeats one is told that the key is absent. */
    @Test
    void a_remove_that_has_failed_can_be_repeated() throws IOException {
        shard.set("old", "a", "b");
        shard.fill();
        shard.stored.set("a", "new");
        shard.stored.remove("b");
        assertThat(shard.commit()).isFalse();
        Fact.when("set a, remove b, commit fails, lose the power, load")
                .gives(Map.of("a", "old", "b", "old"), afterCrash());
        Fact.when("remove b again; was there such a key").gives(false, shard.stored.remove("b"));
        Fact.when("the same; isUncertain(b)").gives(true, shard.store.isUncertain(Keys.slice("b")));
        assertThat(shard.commit()).isTrue();
        Fact.when("the same, commit, lose the power, load")
                .usually("a remove that changes nothing in memory wrote nothing")
                .gives(Map.of("a", "old"), afterCrash());
    }

    @Test
    void all_keys_can_be_removed_at_once() throws IOException {
        shard.set("old", "a", "b");
        shard.fill();
        shard.set("new", "a", "c");
        Fact.when("set a and c fails, clear; acknowledged").gives(true, shard.clear());
        Fact.when("lose the power, load").gives(Map.of(), afterCrash());
        Fact.when("failure()").gives(null, shard.store.failure());
    }

    @Test
    void after_a_clear_that_has_failed_keys_can_be_removed_one_by_one() throws IOException {
        for (int i = 0; i < 400; i++) {
            shard.set("old", "key" + i);
        }
        shard.fill();
        Fact.when("400 keys, a reserve that has room for the tombstones of fewer, clear; acknowledged")
                .gives(false, shard.clear());
        Fact.when("lose the power, load; keys").gives(400, afterCrash().size());
        shard.waitForRetry();
        shard.commit();
        Fact.when("wait; failure() == null").gives(false, shard.store.failure() == null);
        Fact.when("wait, remove key7, which memory has no more").gives(true, shard.remove("key7"));
        Fact.when("lose the power, load; keys").gives(399, afterCrash().size());
        shard.makeRoom();
        shard.waitForRetry();
        shard.commit();
        Fact.when("make room, wait, lose the power, load").gives(Map.of(), afterCrash());
    }

    @Test
    void a_clear_is_not_written_again_for_the_keys_that_were_set_after_it() throws IOException {
        shard.set("old", "a", "b");
        shard.fill();
        shard.stored.keyspace.clear();
        shard.stored.set("c", "new");
        assertThat(shard.commit()).isFalse();
        Fact.when("clear, set c, commit fails; the disk may have a value of a")
                .gives(false, shard.store.isUncertain(Keys.slice("a")));
        Fact.when("lose the power, load").gives(Map.of(), afterCrash());
        shard.makeRoom();
        shard.waitForRetry();
        shard.commit();
        Fact.when("make room, wait, lose the power, load").gives(Map.of("c", "new"), afterCrash());
    }

    @Test
    void removes_that_fail_are_rejected_until_the_next_attempt() {
        for (int i = 0; i < 10; i++) {
            shard.set("value", "key" + i);
        }
        shard.fill();
        shard.set("more", "key0");
        shard.remove("key1");
        // The reserve is used up.
        shard.fill();
        shard.remove("key2", "key3");
        int operations = disk.operations();
        Fact.when("removes find no room; another one").gives(false, shard.remove("key4"));
        assertThat(shard.stored.content()).as("rejected before it ran").containsKey("key4");
        assertThat(disk.operations()).isEqualTo(operations);
        shard.fill(300);
        shard.waitForRetry();
        shard.commit();
        Fact.when("a little room, wait; remove key4").gives(true, shard.remove("key4"));
    }

    @Test
    void after_a_failed_force_removes_are_rejected_too() throws IOException {
        SimDisk broken = new SimDisk();
        StoredShard store = new StoredShard(broken, 0, RESERVE_BYTES);
        store.set("a", "1");
        store.store.commit();
        broken.failForce(1);
        store.set("a", "2");
        assertThatThrownBy(store.store::commit).hasStackTraceContaining("could not force");
        assertThat(store.store.failureOfRemoves()).isNotNull();
        store.timeIs(ShardStore.RETRY_MILLIS);
        assertThatThrownBy(store.store::commit).hasStackTraceContaining("could not force");
        Fact.when("a force fails, the next attempt fails, failureOfRemoves() == null")
                .usually("a broken log was taken for a full disk")
                .gives(false, store.store.failureOfRemoves() == null);
        assertThatThrownBy(store::close).hasStackTraceContaining("could not force");
    }

    @Test
    void closing_says_that_a_value_is_not_on_disk_though_removes_are() throws IOException {
        SimDisk full = new SimDisk();
        Shard last = new Shard(full);
        last.set("old", "a", "b");
        last.fill();
        last.set("new", "a");
        last.stored.remove("b");
        assertThatThrownBy(last.stored::close).hasStackTraceContaining("No space left on device");
        Fact.when("set a fails, remove b, close, load").gives(Map.of("a", "old"), values(full));
    }

    /**
     * The disk fills and gets room again, and the power fails at every operation. Each key has the last value that was
     * acknowledged, or one that a client got an error for since; and two keys that are always set together are alike.
     */
    @Test
    void what_is_acknowledged_survives_a_crash_of_a_full_disk() throws IOException {
        int removed = 0;
        for (int seed = 0; seed < 40; seed++) {
            removed += crashEverywhere(seed);
        }
        assertThat(removed).as("removes while values were rejected").isGreaterThan(40);
    }

    /** Returns how many removes were acknowledged while values were rejected. */
    private static int crashEverywhere(int seed) throws IOException {
        Random random = new Random(seed);
        SimDisk disk = new SimDisk();
        Shard shard = new Shard(disk);
        Map<String, Set<String>> allowed = new HashMap<>();
        List<Map<String, Set<String>>> states = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        int removed = 0;
        for (int i = 0; i < 40; i++) {
            boolean rejects = shard.store.failure() != null;
            List<String> keys = random.nextInt(3) == 0
                    ? List.of("left", "right")
                    : List.of("key" + random.nextInt(6), "key" + random.nextInt(6));
            boolean removes = random.nextInt(3) > 0 && rejects || random.nextInt(3) == 0;
            String value = removes ? null : i + "x".repeat(random.nextInt(60));
            boolean rejected = removes ? shard.store.failureOfRemoves() != null : rejects;
            if (removes && random.nextInt(4) > 0) {
                keys = keys.subList(0, 1);
            }
            boolean clears = removes && random.nextInt(8) == 0;
            String[] words = keys.toArray(String[]::new);
            boolean done = clears ? shard.clear() : removes ? shard.remove(words) : shard.set(value, words);
            removed += removes && rejects && done ? 1 : 0;
            steps.add((clears ? "clear" : (removes ? "remove " : "set ") + keys) + (done ? ": ok" : ": error"));
            if (!rejected) {
                for (String key : clears ? List.copyOf(allowed.keySet()) : keys) {
                    Set<String> values = done ? new HashSet<>() : new HashSet<>(allowed.getOrDefault(key, absent()));
                    values.add(value);
                    allowed.put(key, values);
                }
            }
            if (shard.store.failure() == null) {
                allowed.replaceAll((key, _) -> {
                    Entry entry = shard.stored.keyspace.get(Keys.slice(key));
                    Set<String> values = new HashSet<>();
                    values.add(entry == null ? null : Keys.text(entry.value()));
                    return values;
                });
            }
            states.add(new HashMap<>(allowed));
            ends.add(disk.operations());
            switch (random.nextInt(8)) {
                case 0, 1 -> shard.fill();
                case 2 -> shard.makeRoom();
                case 3, 4 -> shard.waitForRetry();
                case 5 -> {
                    try {
                        shard.stored.engine.compact();
                    } catch (IOException e) {
                        assertThat(e).hasStackTraceContaining("No space left on device");
                    }
                }
                default -> {}
            }
        }
        shard.close();
        for (int n = 0; n <= ends.getLast(); n++) {
            int operation = n;
            int done = (int) ends.stream().filter(end -> end <= operation).count();
            Map<String, Set<String>> before = done == 0 ? Map.of() : states.get(done - 1);
            Map<String, Set<String>> after = states.get(Math.min(done, states.size() - 1));
            SortedMap<String, String> found = values(disk.asOf(n).crash(Crash.LOSES_ALL));
            String when = "seed " + seed + ", a crash at operation " + n + ", after " + steps.subList(0, done);
            for (String key : after.keySet()) {
                Set<String> may = new HashSet<>(before.getOrDefault(key, absent()));
                may.addAll(after.getOrDefault(key, absent()));
                Fact.when(when + "; " + key)
                        .holds(may.contains(found.get(key)), "one of " + may, String.valueOf(found.get(key)));
            }
            String left = found.get("left");
            String right = found.get("right");
            if (ends.contains(n) && left != null && right != null) {
                Fact.when(when + "; two keys that are always set together")
                        .usually("a transaction that failed was written in part")
                        .gives(left, right);
            }
        }
        return removed;
    }

    private static Set<String> absent() {
        Set<String> absent = new HashSet<>();
        absent.add(null);
        return absent;
    }
}
