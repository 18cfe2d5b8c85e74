package kvs.shard;

/**
 * A key with its value, in the memory of the map that holds it. Valid until the next call on that map.
 *
 * <p>For the thread that owns the map.
 */
public final class Entry {
    /** The expiry of a key that does not expire. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Slice key = new Slice();
    private final Slice value = new Slice();
    private long expiresAt = NEVER;

    public Slice key() {
        return key;
    }

    public Slice value() {
        return value;
    }

    /** Returns when the key expires, in milliseconds since the epoch; {@link #NEVER} if it does not. */
    public long expiresAt() {
        return expiresAt;
    }

    void expiresAt(long millis) {
        expiresAt = millis;
    }
}
