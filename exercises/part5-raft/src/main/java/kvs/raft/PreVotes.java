package kvs.raft;

import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;

/**
 * Asking before campaigning (thesis §9.6). A node that is cut off would raise its term with each election that it
 * cannot win, and depose the leader when it comes back. With pre-votes it first asks whether it would win; no term grows by
 * the question.
 */
final class PreVotes {
    private PreVotes() {}

    /**
     * Answers the question whether this node would vote for its sender in the term after {@code question.term()}.
     *
     * <p>It would, if it hears from no leader, if that next term is higher than its own, and if the sender's log is at
     * least as up to date as its own ({@link Ballot#isUpToDate}). Granted or not, the answer carries this node's own term,
     * so that a node that is behind learns of it, and the term of the question as {@link PreVoteResponse#asked}.
     *
     * @param term this node's term, which the question does not change
     * @param ownLast the last entry of this node's log
     * @param leaderIsAlive whether this node has heard from a leader within an election time-out, or is the leader
     * @exercise 5.9
     */
    static PreVoteResponse answer(PreVote question, long term, EntryId ownLast, boolean leaderIsAlive) {
        throw new UnsupportedOperationException("exercise 5.9: not written yet");
    }

    /**
     * Returns whether an answer counts for a node that asks in {@code term}, as a yes or a no: it has to answer a question
     * of this very term, and its sender must not be in a higher one. An answer to an earlier question says nothing about
     * the present log and term. A sender in a lower term counts: the question has not raised its term.
     *
     * @exercise 5.9
     */
    static boolean counts(PreVoteResponse answer, long term) {
        throw new UnsupportedOperationException("exercise 5.9: not written yet");
    }

    /**
     * Returns the term in which a node in {@code term} has to be after an answer, granted or not, and to whichever question:
     * the sender's if that is higher, else its own. If a higher term were ignored, two nodes of different terms could ask each other for ever.
     *
     * @exercise 5.9
     */
    static long termAfter(PreVoteResponse answer, long term) {
        throw new UnsupportedOperationException("exercise 5.9: not written yet");
    }
}
