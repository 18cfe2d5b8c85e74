package kvs.sharded;

/** The designs that this server can run, to compare them: the same protocol and commands, with other ways to the keys. */
public enum Design {
    /** Each event loop owns a shard of the keys; loops exchange messages. */
    SHARDS,
    /** Event loops run commands on the loop that has read them, under the lock of the key's stripe. */
    STRIPED_LOOPS,
    /** A virtual thread for each connection, and the lock of the key's stripe. */
    STRIPED_THREADS,
    /** A virtual thread for each connection, and one lock. */
    ONE_LOCK;

    boolean hasLoops() {
        return this == SHARDS || this == STRIPED_LOOPS;
    }
}
