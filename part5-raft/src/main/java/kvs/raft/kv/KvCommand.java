package kvs.raft.kv;

import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** A change of the store. Each answers with the value that it found: {@link Response.Done} or {@link Response.Mismatch}. */
public sealed interface KvCommand {

    /** The key that the command changes. */
    Bytes key();

    /** Stores {@code value} under {@code key}. */
    record Set(Bytes key, Bytes value) implements KvCommand {}

    /** Removes {@code key} and its value. */
    record Delete(Bytes key) implements KvCommand {}

    /**
     * Stores {@code value} under {@code key} if the key has the expected value now.
     *
     * @param expected the value that the key must have, or null if it must have none
     */
    record CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) implements KvCommand {}
}
