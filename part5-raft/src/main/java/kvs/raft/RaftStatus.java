package kvs.raft;

import java.util.List;
import java.util.Map;

/**
 * How a node stands, for operators, timelines and tests. A copy: it does not change.
 *
 * @param leader the leader of {@code term} as far as this node knows, or 0
 * @param recovering whether the node's log was found damaged, so that it neither votes nor leads yet
 * @param commit the commit index
 * @param first the index of the first entry in the log; those before it are in the snapshot
 * @param last the last entry of the log
 * @param durable the index up to which this node's log is durable
 * @param configuration the one in force: the latest in the log, committed or not
 * @param followers how far each is, on the leader; empty elsewhere
 * @param transferTarget the node to which leadership is being transferred, or 0
 * @param ignored how many messages were ignored, by reason; only reasons that occurred
 */
public record RaftStatus(
        int id,
        RoleName role,
        long term,
        int vote,
        int leader,
        boolean recovering,
        long commit,
        long first,
        EntryId last,
        long durable,
        Snapshot snapshot,
        Configuration configuration,
        List<FollowerStatus> followers,
        int transferTarget,
        Map<Ignored, Long> ignored) {

    /** The roles by name. */
    public enum RoleName {
        FOLLOWER,
        PRE_CANDIDATE,
        CANDIDATE,
        LEADER
    }

    /**
     * How far a follower is.
     *
     * @param match the index up to which its log is known to agree with the leader's, durably
     * @param next the index of the next entry to send
     * @param mode how the leader sends to it
     * @param inflight messages sent and not yet answered
     * @param active whether it has answered in this term, within {@link RaftOptions#electionTicks}
     */
    public record FollowerStatus(int id, long match, long next, Mode mode, int inflight, boolean active) {}

    /** How a leader sends to a follower. */
    public enum Mode {
        /** One message at a time, until it is known where the logs agree. */
        PROBE,
        /** Message after message, ahead of the answers. */
        REPLICATE,
        /** Pieces of a snapshot. */
        SNAPSHOT
    }
}
