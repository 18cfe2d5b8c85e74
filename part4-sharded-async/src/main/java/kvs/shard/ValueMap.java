package kvs.shard;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The keys and values of a shard in memory, with the time at which each key expires. It does not know what time it is:
 * an expired key is a key like any other here ({@link Keyspace} hides it).
 *
 * <p>Entries are passed in an {@link Entry} of the caller's, which is valid until the next call. For one thread.
 */
public interface ValueMap {

    /** Looks {@code key} up: returns whether it is there, and fills {@code into} if so. */
    boolean find(Slice key, Entry into);

    /**
     * Sets the value and the expiry of {@code key}.
     *
     * @param key may lie in this map, as may the value
     * @param expiresAt in milliseconds since the epoch, or {@link Entry#NEVER}
     */
    void put(Slice key, Slice value, long expiresAt);

    /**
     * Sets the expiry of {@code key}, and keeps its value; returns whether the key is there.
     *
     * @param expiresAt in milliseconds since the epoch, or {@link Entry#NEVER}
     */
    boolean setExpiry(Slice key, long expiresAt);

    /** Removes {@code key}; returns whether it was there. */
    boolean remove(Slice key);

    /**
     * Fetches what a look-up of each of {@code keys} will read into the processor's caches, all at the same time. Changes
     * nothing; a map may do nothing at all.
     *
     * @param keys the first {@code count}
     */
    default void fetch(Slice[] keys, int count) {}

    /** Returns the number of keys. */
    int size();

    /** Returns the number of keys that expire. */
    int expiring();

    /** Removes all keys. */
    void clear();

    /**
     * Passes some keys to {@code visitor}, which must not change the map. A whole scan starts with cursor 0, and calls this
     * with each returned cursor until that is 0. It passes every key that is there all the time, at least once.
     *
     * @param cursor 0, or the result of an earlier call
     * @param atLeast the number of keys after which it stops, at least 1; it may pass a few more, or fewer where the map
     *     is sparse
     * @return the cursor to go on with, from 0 to 2^47; 0 at the end
     */
    long scan(long cursor, int atLeast, Consumer<Entry> visitor);

    /** Fills {@code into} with a key chosen at random, about uniformly; returns false if there is none. */
    boolean random(RandomGenerator random, Entry into);

    /** Returns the memory that the map occupies, in bytes, about. */
    long bytes();

    /**
     * Does a small piece of postponed work: moves entries to a larger index, gives back the room of stale bytes.
     *
     * @param budget how many entries it may look at
     * @return whether more work waits
     */
    boolean work(int budget);
}
