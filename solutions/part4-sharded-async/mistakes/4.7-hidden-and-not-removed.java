import org.jspecify.annotations.Nullable;

/**
 * Hides a key that has expired and leaves it in the map. When the operator sets the clock back, it is there again; and
 * neither a watch nor the listener learns that clients have seen it go.
 *
 * @sees the value again after the clock was set back, and no change for the listener
 * @probably the expired key is hidden, but it is still in the map: {@code expire(key)} removes it
 */
class Keyspace {
    public @Nullable Entry get(Slice key) {
        if (!map.find(key, entry)) {
            return null;
        }
        return entry.expiresAt() != Entry.NEVER && entry.expiresAt() <= now() ? null : entry;
    }
}
