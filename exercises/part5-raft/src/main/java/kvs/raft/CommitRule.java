package kvs.raft;

/** Up to where a leader may commit (Raft §5.3, §5.4.2). */
final class CommitRule {
    private CommitRule() {}

    /**
     * Returns the highest index up to which more than half of the voters have the log.
     *
     * @param match for each voter the index up to which its log is durable and agrees with the leader's, in any order;
     *     at least one. The array may be sorted by this call
     * @exercise 5.3
     */
    static long agreedByMajority(long[] match) {
        throw new UnsupportedOperationException("exercise 5.3: not written yet");
    }

    /**
     * Returns the commit index of a leader: the present one, or a higher one if an entry of the leader's own term is on a
     * majority.
     *
     * <p>An entry of an earlier term on a majority is not committed by that: another leader may still remove it (Raft,
     * figure 8). It is committed together with the first entry of the leader's own term after it.
     *
     * @param match as for {@link #agreedByMajority}
     * @param log the leader's log: its commit index, and the terms of its entries
     * @param term the leader's term
     * @exercise 5.3
     */
    static long commitIndex(long[] match, RaftLog log, long term) {
        throw new UnsupportedOperationException("exercise 5.3: not written yet");
    }
}
