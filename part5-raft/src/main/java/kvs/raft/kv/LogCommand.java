package kvs.raft.kv;

import org.jspecify.annotations.Nullable;

/** What the data of a {@link kvs.raft.Payload.Command} says. */
public sealed interface LogCommand {

    /** Returns the leader's wall clock when it proposed the command, in milliseconds since 1970. */
    long timeMillis();

    /** Opens a session; its id is the index of the entry. */
    record OpenSession(long timeMillis) implements LogCommand {}

    /**
     * Changes the store.
     *
     * @param id by which a repetition is recognized, or null
     */
    record Write(long timeMillis, @Nullable WriteId id, KvCommand command) implements LogCommand {}
}
