package kvs.raft;

/**
 * A node's term and vote (Raft §5.1, §5.2, §5.4.1). The rule that makes elections safe stands here: one vote in a term,
 * and only for a candidate whose log is at least as up to date as one's own.
 */
final class Ballot {

    /** The latest term that this node has seen. It only grows. */
    private long term;

    /** The candidate that has this node's vote in {@link #term}, or {@link HardState#NO_VOTE}. */
    private int vote;

    Ballot(HardState restored) {
        this.term = restored.term();
        this.vote = restored.vote();
    }

    long term() {
        return term;
    }

    int vote() {
        return vote;
    }

    /** Returns what has to be durable before a message that depends on it leaves. */
    HardState hardState() {
        return new HardState(term, vote);
    }

    /**
     * Returns whether a log that ends with {@code last} is at least as up to date as one that ends with {@code other}
     * (Raft §5.4.1): if the terms differ, the later term wins, whatever the lengths; in the same term, the longer log. Equal
     * logs are as up to date as each other.
     *
     * @exercise 5.1
     */
    static boolean isUpToDate(EntryId last, EntryId other) {
        throw new UnsupportedOperationException("exercise 5.1: not written yet");
    }

    /**
     * Enters a term that is higher than the present one (Raft §5.1). It is new to this node, which has no vote in it yet:
     * {@link HardState#NO_VOTE}. A term that is not higher changes nothing: the vote in the present term stands for as long
     * as the term.
     *
     * @param seen a term that the node has learned of: from a message, or because it begins an election
     * @exercise 5.1
     */
    void enter(long seen) {
        throw new UnsupportedOperationException("exercise 5.1: not written yet");
    }

    /**
     * Decides whether {@code candidate} gets this node's vote in the present term, and remembers it in {@link #vote}: what is
     * remembered there is also made durable before the answer leaves.
     *
     * <ul>
     *   <li>A node has one vote in a term. A candidate that has it already gets it again: the first answer may be
     *       lost.
     *   <li>The candidate's log has to be at least as up to date as this node's ({@link #isUpToDate}), each time that it
     *       asks: else the candidate may lack committed entries, and as a leader it would remove them from other logs.
     * </ul>
     *
     * <p>A candidate that is refused leaves no trace: the vote stays what it was. A candidate's vote for itself comes from
     * here, too.
     *
     * @param candidate its id
     * @param candidateLast the last entry of the candidate's log
     * @param ownLast the last entry of this node's log
     * @return whether the candidate has the vote
     * @exercise 5.1
     */
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        throw new UnsupportedOperationException("exercise 5.1: not written yet");
    }
}
