package kvs.shard;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one shard: hides the expired ones, breaks watches, and tells a listener of each change. Commands run
 * against it.
 *
 * <p>For the thread that owns the shard, or that holds it.
 */
public final class Keyspace {
    private final ValueMap map;
    private final LongSupplier clock;
    private final Watches watches = new Watches();
    private final Sweep sweep;

    /** What the latest look-up found. */
    private final Entry entry = new Entry();

    private ChangeListener listener = ChangeListener.NONE;
    private long expired;

    /** @param clock the time, in milliseconds since the epoch */
    public Keyspace(ValueMap map, LongSupplier clock) {
        this.map = map;
        this.clock = clock;
        this.sweep = new Sweep(map, this::expire);
    }

    /** Sets the listener of later changes. */
    public void listener(ChangeListener newListener) {
        listener = newListener;
    }

    /** Returns the time, in milliseconds since the epoch. */
    public long now() {
        return clock.getAsLong();
    }

    /**
     * Returns the entry of {@code key}, valid until the next call; null if there is none, or it has expired. A key
     * expires at its time, not a millisecond later: {@code expiresAt() <= now()}. One that has expired is removed with
     * {@link #expire}.
     *
     * @exercise 4.7
     */
    public @Nullable Entry get(Slice key) {
        throw new UnsupportedOperationException("exercise 4.7: not written yet");
    }

    /**
     * Sets the value and the expiry of {@code key}. An expiry that has passed removes the key, and breaks its watches even
     * if there is none: in Redis the key is there for a moment.
     *
     * @param value may lie in this map
     * @param expiresAt in milliseconds since the epoch, or {@link Entry#NEVER}
     */
    public void set(Slice key, Slice value, long expiresAt) {
        if (expiresAt != Entry.NEVER && expiresAt <= now()) {
            if (!remove(key)) {
                watches.changed(key);
            }
            return;
        }
        map.put(key, value, expiresAt);
        changed(key);
    }

    /**
     * Sets the expiry of {@code key}, and keeps its value. An expiry that has passed removes the key.
     *
     * @param expiresAt in milliseconds since the epoch, or {@link Entry#NEVER}
     * @return whether there was such a key
     */
    public boolean setExpiry(Slice key, long expiresAt) {
        if (get(key) == null) {
            return false;
        }
        if (expiresAt != Entry.NEVER && expiresAt <= now()) {
            map.remove(key);
        } else {
            map.setExpiry(key, expiresAt);
        }
        changed(key);
        return true;
    }

    /** Removes {@code key}; returns whether there was one that had not expired. */
    public boolean remove(Slice key) {
        if (get(key) == null) {
            listener.absent(key);
            return false;
        }
        map.remove(key);
        changed(key);
        return true;
    }

    /** Removes {@code key}, which has expired. */
    void expire(Slice key) {
        map.remove(key);
        expired++;
        changed(key);
    }

    private void changed(Slice key) {
        watches.changed(key);
        listener.changed(key);
    }

    /** Returns the number of keys, those included that have expired and are not yet removed. */
    public int size() {
        return map.size();
    }

    /** Returns the number of keys that expire. */
    public int expiring() {
        return map.expiring();
    }

    /** Returns the number of keys that have expired and been removed, since the start. */
    public long expired() {
        return expired;
    }

    /** Removes all keys. Breaks the watches of those keys, and of no other. */
    public void clear() {
        watches.clearing(map);
        map.clear();
        listener.cleared();
    }

    /** As {@link ValueMap#scan}, without the keys that have expired. The visitor may not change the keyspace. */
    public long scan(long cursor, int atLeast, Consumer<Entry> visitor) {
        long now = now();
        return map.scan(cursor, atLeast, found -> {
            if (found.expiresAt() > now) {
                visitor.accept(found);
            }
        });
    }

    /**
     * Returns a key chosen at random, valid until the next call; null if there is none. Removes each expired key that
     * it meets.
     */
    public @Nullable Entry random(RandomGenerator random) {
        long now = now();
        while (map.random(random, entry)) {
            if (entry.expiresAt() > now) {
                return entry;
            }
            // Ends: there is one key less each time.
            expire(Slice.of(entry.key().copy()));
        }
        return null;
    }

    /** Breaks {@code watch} when {@code key} changes: is set, removed or expires. */
    public void watch(Slice key, Watch watch) {
        // A key that has expired is gone already: its removal is not a change.
        get(key);
        watches.add(key, watch);
    }

    /**
     * Forgets {@code watch} for {@code key}, after a last look at the key: one that has expired meanwhile breaks the
     * watch. So EXEC calls this for each watched key first, and then asks the watch.
     */
    public void unwatch(Slice key, Watch watch) {
        get(key);
        watches.remove(key, watch);
    }

    /** Returns the number of watched keys. */
    public int watched() {
        return watches.size();
    }

    /**
     * Removes keys that have expired: looks at some keys, and goes on while many of them have.
     *
     * @param budget the number of keys that it may look at
     */
    public void sweep(int budget) {
        sweep.run(budget, now());
    }

    /** As {@link ValueMap#fetch}. */
    public void fetch(Slice[] keys, int count) {
        map.fetch(keys, count);
    }

    /** As {@link ValueMap#work}. */
    public boolean work(int budget) {
        return map.work(budget);
    }

    /** Returns the memory that the keys and values occupy, in bytes, about. */
    public long bytes() {
        return map.bytes();
    }
}
