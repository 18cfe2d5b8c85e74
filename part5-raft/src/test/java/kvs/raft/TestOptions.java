package kvs.raft;

/** {@link RaftOptions} with single values changed. */
final class TestOptions {
    /** Elections without the question before them, so that a test has one step less. */
    static final RaftOptions PLAIN = of(false, false, false);

    static final RaftOptions LEASES = of(true, true, true);

    private TestOptions() {}

    static RaftOptions of(boolean preVote, boolean checkQuorum, boolean leaseReads) {
        RaftOptions d = RaftOptions.DEFAULT;
        return new RaftOptions(
                d.electionTicks(),
                d.heartbeatTicks(),
                preVote,
                checkQuorum,
                leaseReads,
                d.tickNanos(),
                d.maxClockDriftPercent(),
                d.maxEntryBytes(),
                d.maxUncommittedBytes(),
                d.maxAppendBytes(),
                d.maxInflightMessages(),
                d.maxInflightBytes(),
                d.maxApplyBytes(),
                d.maxChunkBytes(),
                d.maxPendingReads(),
                d.maxPromotionLag(),
                d.keptEntries());
    }

    /** Plain options with small limits: messages of about one entry, few of them under way, and no entry kept before a snapshot. */
    static RaftOptions small(int maxInflightMessages, int maxPromotionLag, int keptEntries) {
        RaftOptions d = PLAIN;
        return new RaftOptions(
                d.electionTicks(),
                d.heartbeatTicks(),
                d.preVote(),
                d.checkQuorum(),
                d.leaseReads(),
                d.tickNanos(),
                d.maxClockDriftPercent(),
                d.maxEntryBytes(),
                d.maxUncommittedBytes(),
                Entry.OVERHEAD_BYTES,
                maxInflightMessages,
                d.maxInflightBytes(),
                d.maxApplyBytes(),
                4,
                d.maxPendingReads(),
                maxPromotionLag,
                keptEntries);
    }
}
