import org.jspecify.annotations.Nullable;

/**
 * Compares with {@code <}: the key is still there in the millisecond at which it expires.
 *
 * @sees a value at the millisecond of its expiry
 * @probably a key is gone at its expiry, not a millisecond later: {@code expiresAt() <= now()}
 */
class Keyspace {
    public @Nullable Entry get(Slice key) {
        if (!map.find(key, entry)) {
            return null;
        }
        if (entry.expiresAt() != Entry.NEVER && entry.expiresAt() < now()) {
            expire(key);
            return null;
        }
        return entry;
    }
}
