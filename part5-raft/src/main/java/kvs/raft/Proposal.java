package kvs.raft;

/** What became of a proposal, a change of the membership, or a request to transfer the leadership. */
public sealed interface Proposal {

    /** It is in the leader's log. It may still be lost: if another entry is committed at its index. */
    record Accepted(EntryId id) implements Proposal {}

    /** It is not in any log. */
    record Rejected(Reason reason) implements Proposal {}

    /** Why. */
    enum Reason {
        /** Only the leader takes it. {@link Raft#status} names the leader where it is known. */
        NOT_LEADER,
        /** The leadership is being transferred. */
        TRANSFER,
        /** {@link RaftOptions#maxUncommittedBytes} are in the log and not committed yet. */
        BUSY,
        /** It is larger than {@link RaftOptions#maxEntryBytes}. */
        TOO_LARGE,
        /** The last change of the membership is not committed yet, or no entry of this term is (thesis §4.1, and the fault found in 2015). */
        CHANGE_IN_PROGRESS,
        /** The change makes no sense: a member that is one already, an id used before, the last voter. */
        INVALID_CHANGE,
        /** The learner lacks more than {@link RaftOptions#maxPromotionLag} entries, or the target of a transfer is no voter. */
        NOT_READY
    }
}
