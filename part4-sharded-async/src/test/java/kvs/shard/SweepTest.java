package kvs.shard;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The sweep finds the expired keys that nothing looks at, within its budget. */
class SweepTest {
    private long now = 1000;
    private final Counting map = new Counting();
    private final Keyspace keyspace = new Keyspace(map, () -> now);

    private void add(int from, int to, long expiresAt) {
        for (int i = from; i < to; i++) {
            keyspace.set(Keys.key(i), Keys.slice("1"), expiresAt);
        }
    }

    private int sweepsUntilDone(int budget) {
        int sweeps = 0;
        while (keyspace.expiring() > 0 && sweeps < 100_000) {
            keyspace.sweep(budget);
            sweeps++;
        }
        return sweeps;
    }

    @Test
    void it_removes_what_has_expired_and_nothing_else() {
        add(0, 300, 2000);
        add(300, 600, 2001);
        add(600, 900, Entry.NEVER);
        now = 2000;
        for (int i = 0; i < 1000; i++) {
            keyspace.sweep(50);
        }
        Fact.when("300 keys until 2000 of 900, sweeps at 2000, map.size()").gives(600, map.size());
        Fact.when("expired()").gives(300, keyspace.expired());
        Fact.when("a key until 2001").gives(true, keyspace.get(Keys.key(300)) != null);
    }

    @Test
    void it_touches_nothing_where_no_key_expires() {
        add(0, 1000, Entry.NEVER);
        keyspace.sweep(1000);
        Fact.when("sweep of 1000 keys without an expiry, the scans of the map").gives(0, map.scans);
    }

    @Test
    void it_keeps_to_its_budget() {
        add(0, 10_000, 2000);
        now = 2000;
        keyspace.sweep(100);
        Fact.when("10000 keys that have expired, sweep(100), the keys it looked at")
                .holds(map.passed >= 100 && map.passed < 100 + Sweep.SAMPLE, "100 to 119", map.passed);
        Fact.when("expired()").gives(map.passed, keyspace.expired());
        keyspace.sweep(0);
        Fact.when("sweep(0), expired()").gives(map.passed, keyspace.expired());
    }

    @Test
    void it_goes_on_while_many_have_expired() {
        add(0, 10_000, 2000);
        now = 2000;
        keyspace.sweep(5000);
        Fact.when("10000 keys that have expired, sweep(5000), expired()")
                .holds(keyspace.expired() >= 5000, "at least 5000", keyspace.expired());
    }

    @Test
    void it_stops_early_where_few_have_expired() {
        add(0, 10_000, 3000);
        now = 2000;
        keyspace.sweep(5000);
        Fact.when("10000 keys that expire later, sweep(5000), the keys it looked at")
                .holds(map.passed <= 3 * Sweep.SAMPLE, "one sample or little more", map.passed);
    }

    @Test
    void keys_that_never_expire_do_not_end_it_early() {
        add(0, 5000, Entry.NEVER);
        add(5000, 5010, 2000);
        add(5010, 10_000, Entry.NEVER);
        now = 2000;
        int sweeps = sweepsUntilDone(1000);
        Fact.when("10 keys of 10000 have expired, the sweeps of 1000 keys that it takes")
                .holds(sweeps <= 11, "at most 11", sweeps);
    }

    @Test
    void each_key_has_its_turn() {
        add(0, 5000, 1_000_000);
        add(5000, 5001, 2000);
        add(5001, 10_000, 1_000_000);
        now = 2000;
        int sweeps = 0;
        while (keyspace.expired() == 0 && sweeps < 10_000) {
            keyspace.sweep(20);
            sweeps++;
        }
        Fact.when("1 key of 10000 has expired, the sweeps of 20 keys that it takes")
                .holds(sweeps <= 502, "at most 502", sweeps);
    }

    @Test
    void it_ends_at_the_end_of_a_small_map() {
        add(0, 5, 2000);
        keyspace.sweep(Integer.MAX_VALUE);
        Fact.when("5 keys that expire later, sweep of 2 billion keys, the keys it looked at")
                .gives(5, map.passed);
        now = 2000;
        keyspace.sweep(Integer.MAX_VALUE);
        Fact.when("5 keys that have expired, sweep, map.size()").gives(0, map.size());
    }

    @Test
    void it_works_on_slabs_that_are_nearly_empty() {
        Keyspace slabs = new Keyspace(new SlabMap(), () -> now);
        for (int i = 0; i < 20_000; i++) {
            slabs.set(Keys.key(i), Keys.slice("1"), i % 1000 == 0 ? 2000 : Entry.NEVER);
        }
        for (int i = 0; i < 20_000; i++) {
            if (i % 1000 != 0) {
                slabs.remove(Keys.key(i));
            }
        }
        now = 2000;
        for (int i = 0; i < 10_000 && slabs.expiring() > 0; i++) {
            slabs.sweep(20);
        }
        Fact.when("20 keys are left of 20000 and have expired, sweeps, size()").gives(0, slabs.size());
    }

    /** Counts what is looked at. */
    private static final class Counting implements ValueMap {
        private final ValueMap map = new ObjectMap();
        private int scans;
        private int passed;

        @Override
        public long scan(long cursor, int atLeast, Consumer<Entry> visitor) {
            scans++;
            return map.scan(cursor, atLeast, entry -> {
                passed++;
                visitor.accept(entry);
            });
        }

        @Override
        public boolean find(Slice key, Entry into) {
            return map.find(key, into);
        }

        @Override
        public void put(Slice key, Slice value, long expiresAt) {
            map.put(key, value, expiresAt);
        }

        @Override
        public boolean setExpiry(Slice key, long expiresAt) {
            return map.setExpiry(key, expiresAt);
        }

        @Override
        public boolean remove(Slice key) {
            return map.remove(key);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public int expiring() {
            return map.expiring();
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public boolean random(RandomGenerator random, Entry into) {
            return map.random(random, into);
        }

        @Override
        public long bytes() {
            return map.bytes();
        }

        @Override
        public boolean work(int budget) {
            return map.work(budget);
        }
    }
}
