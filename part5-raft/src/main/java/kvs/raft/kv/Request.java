package kvs.raft.kv;

import kvs.protocol.Bytes;
import kvs.raft.MembershipChange;
import org.jspecify.annotations.Nullable;

/** What a client asks of a {@link Replica}. Each gets exactly one {@link Response}. */
public sealed interface Request {

    /** Asks for a session. The answer is {@link Response.SessionOpened}. */
    record OpenSession() implements Request {}

    /**
     * Changes the store.
     *
     * @param id the session and number by which a repetition is recognized, or null if the client never repeats it
     */
    record Write(@Nullable WriteId id, KvCommand command) implements Request {}

    /**
     * Asks for the value of {@code key}. The answer is {@link Response.Found} or {@link Response.Missing}.
     *
     * @param stale whether any node may answer at once from what it has applied
     */
    record Get(Bytes key, boolean stale) implements Request {}

    /**
     * Asks for keys and values in key order. The answer is {@link Response.Rows}.
     *
     * @param limit the most rows to answer, 1 or more; the replica's own limits apply too
     * @param stale whether any node may answer at once from what it has applied
     */
    record Scan(KeyRange range, int limit, boolean stale) implements Request {}

    /** Changes the members of the cluster. The answer is {@link Response.Changed}, once the change is committed. */
    record Change(MembershipChange change) implements Request {}

    /**
     * Transfers the leadership. The answer is {@link Response.Transferred}, once this node no longer leads.
     *
     * @param target the node that takes over, or 0 to let the leader choose the most up-to-date one
     */
    record Transfer(int target) implements Request {}

    /** Asks how this node stands. The answer is {@link Response.StatusOf}. */
    record Status() implements Request {}
}
