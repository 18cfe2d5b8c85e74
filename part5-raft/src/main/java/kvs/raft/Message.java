package kvs.raft;

import java.util.Arrays;
import java.util.List;

/**
 * What nodes tell each other. Messages may be lost, doubled, delayed and overtake each other; none is ever trusted to
 * be the answer to the last question.
 *
 * <p>Each carries the term in which its sender held the role that sends it, not the sender's term at the moment of
 * sending.
 */
public sealed interface Message {

    /** The sender's term. */
    long term();

    /**
     * Asks for a vote (Raft §5.2).
     *
     * @param last the last entry of the candidate's log
     * @param transfer whether the leader has asked for this election, so that its followers may vote although they hear
     *     from it (thesis §3.10)
     */
    record RequestVote(long term, EntryId last, boolean transfer) implements Message {}

    record RequestVoteResponse(long term, boolean granted) implements Message {}

    /**
     * Asks whether a vote would be given in the term after {@code term} (thesis §9.6). No node's term grows by it.
     *
     * @param last the last entry of the asking node's log
     */
    record PreVote(long term, EntryId last) implements Message {}

    /**
     * Answers {@link PreVote}.
     *
     * @param term the answering node's term: if it is higher than the asking node's, that one has to catch up
     * @param asked the {@code term} of the question
     */
    record PreVoteResponse(long term, long asked, boolean granted) implements Message {}

    /**
     * Replicates entries; without any, a heartbeat (Raft §5.3).
     *
     * @param previous the entry before {@code entries}, which the follower's log has to contain
     * @param entries consecutive, the first directly after {@code previous}; perhaps none
     * @param commit the leader's commit index
     * @param round the leader's latest round for reads; the response repeats it
     * @param inDoubt whether the leader may have lost its majority (see {@link DoubtRule}): the message is followed and
     *     answered, and is no reason to wait longer for an election
     */
    record AppendEntries(long term, EntryId previous, List<Entry> entries, long commit, long round, boolean inDoubt)
            implements Message {
        /** Creates a message of a leader that is not in doubt. */
        public AppendEntries(long term, EntryId previous, List<Entry> entries, long commit, long round) {
            this(term, previous, entries, commit, round, false);
        }
    }

    /**
     * Answers {@link AppendEntries}.
     *
     * @param success whether the follower's log contains {@code previous}, and so the entries now
     * @param index with success, the index of the last entry of that message, up to which the logs agree; without, the
     *     index of its {@code previous}
     * @param hint without success, the last entry at which the logs might agree, as far as the follower can tell;
     *     with success, {@link EntryId#NONE}
     * @param round that of the message
     * @param recovering whether the follower has lost entries that it acknowledged before (see {@link
     *     Restored#damagedUpTo}): the leader has to forget how far it was
     */
    record AppendEntriesResponse(long term, boolean success, long index, EntryId hint, long round, boolean recovering)
            implements Message {}

    /**
     * Sends a piece of a snapshot to a follower that needs entries which the leader has discarded (Raft §7).
     *
     * @param snapshot the snapshot of which it is a piece
     * @param offset where in the snapshot's bytes {@code chunk} begins
     * @param done whether it is the last piece
     * @param round the leader's latest round for reads; the response repeats it
     */
    record InstallSnapshot(long term, Snapshot snapshot, long offset, byte[] chunk, boolean done, long round)
            implements Message {
        @Override
        public boolean equals(Object other) {
            return other instanceof InstallSnapshot that
                    && term == that.term
                    && snapshot.equals(that.snapshot)
                    && offset == that.offset
                    && Arrays.equals(chunk, that.chunk)
                    && done == that.done
                    && round == that.round;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(term) * 31 + Long.hashCode(offset) + Arrays.hashCode(chunk);
        }

        @Override
        public String toString() {
            return "InstallSnapshot[term=" + term + ", last=" + snapshot.last() + ", offset=" + offset + ", "
                    + chunk.length + " bytes" + (done ? ", done" : "") + "]";
        }
    }

    /**
     * Answers {@link InstallSnapshot}.
     *
     * @param last the snapshot's last entry
     * @param received how many of its bytes the follower has: where the next piece begins
     * @param installed whether the follower's log and state machine contain everything up to {@code last}, durably
     * @param round that of the message
     */
    record InstallSnapshotResponse(long term, EntryId last, long received, boolean installed, long round)
            implements Message {}

    /**
     * Asks the recipient to start an election at once: leadership is transferred to it (thesis §3.10), or its leader steps
     * down for want of a majority.
     */
    record TimeoutNow(long term) implements Message {}
}
