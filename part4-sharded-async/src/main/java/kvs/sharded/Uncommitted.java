package kvs.sharded;

import org.jspecify.annotations.Nullable;

/** Replies that wait until a shard's changes are on disk. */
interface Uncommitted {

    /**
     * Notes that the changes are as durable as the policy promises, or could not be written. The shard's loop calls it.
     *
     * @param failure the error for every command that wrote; null if there was none
     */
    void committed(@Nullable String failure);
}
