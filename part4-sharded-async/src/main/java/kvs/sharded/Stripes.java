package kvs.sharded;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.Sharding;
import kvs.shard.Slice;
import kvs.shard.ValueMap;

/**
 * Keyspaces, each under a lock of its own. A caller takes the locks of all the keys that it needs in the order of their numbers,
 * so that no two callers wait for each other.
 */
final class Stripes implements Database {
    /** With this number of stripes, two threads seldom need the same. */
    static final int MANY = 64;

    private final Sharding sharding;
    private final List<Keyspace> keyspaces;
    private final ReentrantLock[] locks;

    /**
     * @param keyspaces one for each stripe
     * @param lock makes the lock of a stripe
     */
    Stripes(List<Keyspace> keyspaces, Supplier<ReentrantLock> lock) {
        this.sharding = new Sharding(keyspaces.size());
        this.keyspaces = List.copyOf(keyspaces);
        this.locks = new ReentrantLock[keyspaces.size()];
        for (int i = 0; i < locks.length; i++) {
            locks[i] = lock.get();
        }
    }

    /** Creates empty keyspaces. */
    static Stripes create(int count, Supplier<ValueMap> map, LongSupplier clock) {
        List<Keyspace> keyspaces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keyspaces.add(new Keyspace(map.get(), clock));
        }
        return new Stripes(keyspaces, ReentrantLock::new);
    }

    /** Returns what assigns a key to a stripe. */
    Sharding sharding() {
        return sharding;
    }

    /** Returns the stripe of {@code key}. */
    int stripeOf(Slice key) {
        return sharding.shardOf(key);
    }

    Keyspace keyspace(int stripe) {
        return keyspaces.get(stripe);
    }

    void lock(int stripe) {
        locks[stripe].lock();
    }

    void unlock(int stripe) {
        locks[stripe].unlock();
    }

    void lockAll(BitSet stripes) {
        stripes.stream().forEach(this::lock);
    }

    void unlockAll(BitSet stripes) {
        stripes.stream().forEach(this::unlock);
    }

    @Override
    public Keyspace of(Slice key) {
        return keyspaces.get(sharding.shardOf(key));
    }

    @Override
    public List<Keyspace> all() {
        return keyspaces;
    }

    long keys() {
        return keyspaces.stream().mapToLong(Keyspace::size).sum();
    }

    long expiring() {
        return keyspaces.stream().mapToLong(Keyspace::expiring).sum();
    }

    /** Removes expired keys and does postponed work, one stripe after the other. */
    void work(int budget) {
        for (int i = 0; i < locks.length; i++) {
            lock(i);
            try {
                keyspaces.get(i).sweep(budget);
                keyspaces.get(i).work(budget);
            } finally {
                unlock(i);
            }
        }
    }
}
