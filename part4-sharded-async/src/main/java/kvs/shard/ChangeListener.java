package kvs.shard;

/** Learns of each change of a {@link Keyspace}, after it: to write it to disk, say. Called by the shard's thread. */
public interface ChangeListener {
    /** A listener that does nothing. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void changed(Slice key) {}

        @Override
        public void cleared() {}
    };

    /** Notes that the value or the expiry of {@code key} has changed, or that the key was removed. */
    void changed(Slice key);

    /** Notes that {@code key} was to be removed, and that there is no such key. */
    default void absent(Slice key) {}

    /** Notes that all keys were removed. */
    void cleared();
}
