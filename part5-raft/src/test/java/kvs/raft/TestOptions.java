package kvs.raft;

/** {@link RaftOptions} with single values changed. */
final class TestOptions {
    /** No pre-votes and no check-quorum: a campaign raises the term at once, and every node may vote at once. */
    static final RaftOptions PLAIN = of(false, false, false);

    /** No pre-votes: a campaign raises the term at once. */
    static final RaftOptions CHECK_QUORUM = of(false, true, false);

    /** Reads by lease. */
    static final RaftOptions LEASES = of(true, true, true);

    private TestOptions() {}

    static RaftOptions of(boolean preVote, boolean checkQuorum, boolean leaseReads) {
        return RaftOptions.DEFAULT
                .withPreVote(preVote)
                .withCheckQuorum(checkQuorum)
                .withLeaseReads(leaseReads);
    }

    /** Plain options with small limits: messages of about one entry, few of them under way, and no entry kept before a snapshot. */
    static RaftOptions small(int maxInflightMessages, int maxPromotionLag, int keptEntries) {
        return PLAIN.withMaxAppendBytes(Entry.OVERHEAD_BYTES)
                .withMaxInflightMessages(maxInflightMessages)
                .withMaxChunkBytes(4)
                .withMaxPromotionLag(maxPromotionLag)
                .withKeptEntries(keptEntries);
    }
}
