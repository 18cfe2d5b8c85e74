import org.jspecify.annotations.Nullable;

/**
 * Calls {@code remove}, the method for commands, which asks {@code get} whether there is such a key. The two call each other
 * until the stack is full.
 *
 * @sees a StackOverflowError at the first look at a key that has expired
 * @probably {@code remove} calls {@code get}, which calls {@code remove}: {@code expire} removes without a look
 */
class Keyspace {
    public @Nullable Entry get(Slice key) {
        if (!map.find(key, entry)) {
            return null;
        }
        if (entry.expiresAt() != Entry.NEVER && entry.expiresAt() <= now()) {
            remove(key);
            return null;
        }
        return entry;
    }
}
