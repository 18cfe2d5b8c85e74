package kvs.shard;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import kvs.protocol.Bytes;

/**
 * Keys whose value on disk may be another than the one in memory. It holds no values: a key that changes a hundred times in a
 * turn is written once.
 *
 * <p>For the thread that owns the shard; for any, while nothing changes it.
 */
final class ChangedKeys {
    private final Set<Bytes> keys = new HashSet<>();

    /**
     * Whether all keys were removed, and the disk may have some that are neither in memory nor in {@link #keys}. Each key that
     * was set afterwards is in {@link #keys}.
     */
    private boolean cleared;

    boolean isEmpty() {
        return !cleared && keys.isEmpty();
    }

    /** Returns whether all keys were removed, and the disk may still have some of them. */
    boolean isCleared() {
        return cleared;
    }

    /** Returns whether the disk may have another value of {@code key}, or none. */
    boolean affects(Bytes key) {
        return cleared || keys.contains(key);
    }

    /** Returns whether {@code key} is one of {@link #keys()}. */
    boolean contains(Bytes key) {
        return keys.contains(key);
    }

    /** Returns the keys, without those that {@link #clear} has removed. */
    Iterator<Bytes> keys() {
        return keys.iterator();
    }

    void add(Bytes key) {
        keys.add(key);
    }

    void addAll(ChangedKeys others) {
        keys.addAll(others.keys);
        cleared |= others.cleared;
    }

    /** Notes that all keys were removed from memory. */
    void clear() {
        keys.clear();
        cleared = true;
    }

    /** Notes that the disk no longer has what {@link #clear} has removed. */
    void clearedOnDisk() {
        cleared = false;
    }

    /** Takes out what {@code later} has overwritten: these are earlier changes. */
    void removeAll(ChangedKeys later) {
        if (later.cleared) {
            keys.clear();
            cleared = false;
        } else {
            keys.removeAll(later.keys);
        }
    }
}
