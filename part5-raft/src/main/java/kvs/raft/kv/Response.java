package kvs.raft.kv;

import java.util.List;
import kvs.protocol.Bytes;
import kvs.raft.Configuration;
import kvs.raft.RaftStatus;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Request}. Each of them says whether the request took effect: the first group, and only that,
 * comes from the state machine.
 */
public sealed interface Response {

    /** The answer of the state machine to a command: the same on every replica. */
    sealed interface Applied extends Response {}

    /** A session was opened. */
    record SessionOpened(long client) implements Applied {}

    /**
     * The write took effect; a delete also where there was nothing to delete.
     *
     * @param previous the value that the key had before, or null if it had none
     */
    record Done(@Nullable Bytes previous) implements Applied {}

    /**
     * A compare-and-set found another value than it expected, and wrote nothing.
     *
     * @param found the value that the key has, or null if it has none
     */
    record Mismatch(@Nullable Bytes found) implements Applied {}

    /**
     * The session does not exist any more, or its answer to this number is forgotten. This request had no effect; an
     * earlier one of the same number may have had one.
     */
    record SessionExpired() implements Applied {}

    /** The key has this value. */
    record Found(Bytes value) implements Response {}

    /** The key has no value. */
    record Missing() implements Response {}

    /**
     * The rows of a scan.
     *
     * @param more whether the scan stopped at a limit, so that there may be further rows after the last one
     */
    record Rows(List<Row> rows, boolean more) implements Response {}

    /** A key with its value. */
    record Row(Bytes key, Bytes value) {}

    /** The change of the membership is committed. */
    record Changed(Configuration configuration) implements Response {}

    /**
     * The transfer ended: this node no longer leads.
     *
     * @param leader the new leader, or 0 if this node has not heard from it yet
     */
    record Transferred(int leader) implements Response {}

    /**
     * Only the leader can do this. The request had no effect, and never will: the client sends it to the leader.
     *
     * @param leader the leader as far as this node knows, or 0
     */
    record NotLeader(int leader) implements Response {}

    /**
     * The write is in a log, and this node does not know what becomes of it. It may have happened, may happen later, or
     * never. Inside a session, the client repeats it.
     */
    record MayHaveHappened() implements Response {}

    /** A limit was reached, or a transfer or another change is in progress. The request had no effect; try again later. */
    record Busy() implements Response {}

    /**
     * The request is not valid, and had no effect.
     *
     * @param reason a sentence for people
     */
    record Rejected(String reason) implements Applied {}

    /** How the node stands. */
    record StatusOf(RaftStatus raft, MachineStatus machine) implements Response {}

    /**
     * How the state machine of a node stands.
     *
     * @param applied the index of the last entry that it applied
     * @param keys how many keys have a value
     * @param bytes of all keys and values
     * @param sessions how many sessions are open
     * @param timeMillis the log time
     */
    record MachineStatus(long applied, long keys, long bytes, int sessions, long timeMillis) {}
}
