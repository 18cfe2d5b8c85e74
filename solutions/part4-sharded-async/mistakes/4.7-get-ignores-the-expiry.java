import org.jspecify.annotations.Nullable;

/**
 * Returns whatever the map has. The sweep removes what has expired, some time later; until then the key is there for every
 * command.
 *
 * @shipped the mini-redis of the tokio guide: {@code get} clones the entry's value and does not look at its expiry, which is
 *     left to the background task that purges keys
 * @sees a value at and after its expiry
 * @probably the entry's expiry is not compared with {@code now()}: the sweep may not have met the key yet
 */
class Keyspace {
    public @Nullable Entry get(Slice key) {
        return map.find(key, entry) ? entry : null;
    }
}
