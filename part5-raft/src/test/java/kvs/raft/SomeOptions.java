package kvs.raft;

/** Options that tests of single rules use: as the default ones, but for what the names say. */
final class SomeOptions {

    /** No pre-votes and no check-quorum: a campaign raises the term at once, and every node may vote at once. */
    static final RaftOptions PLAIN = with(false, false, false);

    /** No pre-votes: a campaign raises the term at once. */
    static final RaftOptions CHECK_QUORUM = with(false, true, false);

    /** Reads by lease. */
    static final RaftOptions LEASES = with(true, true, true);

    private SomeOptions() {}

    private static RaftOptions with(boolean preVote, boolean checkQuorum, boolean leaseReads) {
        RaftOptions options = RaftOptions.DEFAULT;
        return new RaftOptions(
                options.electionTicks(),
                options.heartbeatTicks(),
                preVote,
                checkQuorum,
                leaseReads,
                options.tickNanos(),
                options.maxClockDriftPercent(),
                options.maxEntryBytes(),
                options.maxUncommittedBytes(),
                options.maxAppendBytes(),
                options.maxInflightMessages(),
                options.maxInflightBytes(),
                options.maxApplyBytes(),
                options.maxChunkBytes(),
                options.maxPendingReads(),
                options.maxPromotionLag(),
                options.keptEntries());
    }
}
