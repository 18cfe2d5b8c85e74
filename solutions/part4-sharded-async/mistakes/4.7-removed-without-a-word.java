import org.jspecify.annotations.Nullable;

/**
 * Removes the key from the map and tells nothing else. A transaction that watches the key runs although it has changed, and
 * the copy on disk keeps it.
 *
 * @sees no change for the listener, and a watch that is not broken
 * @probably {@code map.remove} only removes: {@code expire(key)} also counts, breaks watches and tells the listener
 */
class Keyspace {
    public @Nullable Entry get(Slice key) {
        if (!map.find(key, entry)) {
            return null;
        }
        if (entry.expiresAt() != Entry.NEVER && entry.expiresAt() <= now()) {
            map.remove(key);
            return null;
        }
        return entry;
    }
}
