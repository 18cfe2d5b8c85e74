package kvs.raft;

import java.util.function.Consumer;

/**
 * Every limit and every time-out of the core. Times are in ticks; the driver decides how long a tick is.
 *
 * @param electionTicks a follower that hears from no leader for this long, or up to twice as long, asks for votes (Raft §5.2);
 *     also how long a leader may be without a majority (check-quorum), and how long a transfer may take
 * @param heartbeatTicks how often a leader sends to each follower, if only to say that it is there
 * @param preVote whether a node asks whether it would win before it raises its term (thesis §9.6)
 * @param checkQuorum whether a leader that cannot reach a majority steps down, and whether a follower that hears from
 *     a leader refuses to vote for another
 * @param leaseReads whether a leader answers reads without a round while a majority has promised not to vote for another
 *     (thesis §6.4.1); safe only if clocks run at rates within {@code maxClockDriftPercent} of each other
 * @param tickNanos how long a tick is, for leases alone
 * @param maxClockDriftPercent by how much a lease is shortened
 * @param maxEntryBytes of one proposal
 * @param maxUncommittedBytes in the leader's log; above it proposals are rejected
 * @param maxAppendBytes of the entries of one message; a larger entry goes alone
 * @param maxInflightMessages messages with entries to one follower that it has not yet answered
 * @param maxInflightBytes of entries to one follower that it has not yet acknowledged
 * @param maxApplyBytes of the entries to apply in one turn
 * @param maxChunkBytes of one piece of a snapshot
 * @param maxPendingReads that wait for a round
 * @param maxPromotionLag how many entries a learner may lack when it is promoted
 * @param keptEntries how many entries before a snapshot stay in the log, for followers that are a little behind
 */
public record RaftOptions(
        int electionTicks,
        int heartbeatTicks,
        boolean preVote,
        boolean checkQuorum,
        boolean leaseReads,
        long tickNanos,
        int maxClockDriftPercent,
        int maxEntryBytes,
        long maxUncommittedBytes,
        int maxAppendBytes,
        int maxInflightMessages,
        long maxInflightBytes,
        int maxApplyBytes,
        int maxChunkBytes,
        int maxPendingReads,
        int maxPromotionLag,
        int keptEntries) {

    /** A message may be this many terms ahead; one that is further would use up the terms that there are. */
    public static final long MAX_TERMS_AHEAD = 1L << 32;

    public static final RaftOptions DEFAULT = new Draft().options();

    public RaftOptions {
        requirePositive(electionTicks, "electionTicks");
        requirePositive(heartbeatTicks, "heartbeatTicks");
        if (heartbeatTicks >= electionTicks) {
            throw new IllegalArgumentException(
                    "heartbeatTicks is " + heartbeatTicks + ", and must be less than electionTicks, " + electionTicks
                            + ", or followers ask for votes although their leader is alive");
        }
        requirePositive(tickNanos, "tickNanos");
        if (maxClockDriftPercent < 0 || maxClockDriftPercent >= 100) {
            throw new IllegalArgumentException(
                    "maxClockDriftPercent is " + maxClockDriftPercent + ", and must be between 0 and 99");
        }
        if (leaseReads && !checkQuorum) {
            throw new IllegalArgumentException(
                    "leaseReads needs checkQuorum: without it, no follower promises not to vote");
        }
        requirePositive(maxEntryBytes, "maxEntryBytes");
        requirePositive(maxUncommittedBytes, "maxUncommittedBytes");
        requirePositive(maxAppendBytes, "maxAppendBytes");
        requirePositive(maxInflightMessages, "maxInflightMessages");
        requirePositive(maxInflightBytes, "maxInflightBytes");
        requirePositive(maxApplyBytes, "maxApplyBytes");
        requirePositive(maxChunkBytes, "maxChunkBytes");
        requirePositive(maxPendingReads, "maxPendingReads");
        if (maxPromotionLag < 0 || keptEntries < 0) {
            throw new IllegalArgumentException("maxPromotionLag and keptEntries must not be negative");
        }
    }

    private static void requirePositive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", and must be 1 or more");
        }
    }

    public RaftOptions withElectionTicks(int value) {
        return with(draft -> draft.electionTicks = value);
    }

    public RaftOptions withPreVote(boolean value) {
        return with(draft -> draft.preVote = value);
    }

    public RaftOptions withCheckQuorum(boolean value) {
        return with(draft -> draft.checkQuorum = value);
    }

    public RaftOptions withLeaseReads(boolean value) {
        return with(draft -> draft.leaseReads = value);
    }

    public RaftOptions withTickNanos(long value) {
        return with(draft -> draft.tickNanos = value);
    }

    public RaftOptions withMaxEntryBytes(int value) {
        return with(draft -> draft.maxEntryBytes = value);
    }

    public RaftOptions withMaxAppendBytes(int value) {
        return with(draft -> draft.maxAppendBytes = value);
    }

    public RaftOptions withMaxInflightMessages(int value) {
        return with(draft -> draft.maxInflightMessages = value);
    }

    public RaftOptions withMaxChunkBytes(int value) {
        return with(draft -> draft.maxChunkBytes = value);
    }

    public RaftOptions withMaxPendingReads(int value) {
        return with(draft -> draft.maxPendingReads = value);
    }

    public RaftOptions withMaxPromotionLag(int value) {
        return with(draft -> draft.maxPromotionLag = value);
    }

    public RaftOptions withKeptEntries(int value) {
        return with(draft -> draft.keptEntries = value);
    }

    /** Returns these options with one of them changed. */
    private RaftOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options by name while they are put together: a list of seventeen numbers invites mistakes. Its initial values are the defaults. */
    private static final class Draft {
        int electionTicks = 10;
        int heartbeatTicks = 2;
        boolean preVote = true;
        boolean checkQuorum = true;
        boolean leaseReads = false;
        long tickNanos = 100_000_000;
        int maxClockDriftPercent = 10;
        int maxEntryBytes = 8 << 20;
        long maxUncommittedBytes = 64L << 20;
        int maxAppendBytes = 1 << 20;
        int maxInflightMessages = 64;
        long maxInflightBytes = 8L << 20;
        int maxApplyBytes = 4 << 20;
        int maxChunkBytes = 256 << 10;
        int maxPendingReads = 100_000;
        int maxPromotionLag = 100;
        int keptEntries = 1_000;

        Draft() {}

        Draft(RaftOptions options) {
            electionTicks = options.electionTicks;
            heartbeatTicks = options.heartbeatTicks;
            preVote = options.preVote;
            checkQuorum = options.checkQuorum;
            leaseReads = options.leaseReads;
            tickNanos = options.tickNanos;
            maxClockDriftPercent = options.maxClockDriftPercent;
            maxEntryBytes = options.maxEntryBytes;
            maxUncommittedBytes = options.maxUncommittedBytes;
            maxAppendBytes = options.maxAppendBytes;
            maxInflightMessages = options.maxInflightMessages;
            maxInflightBytes = options.maxInflightBytes;
            maxApplyBytes = options.maxApplyBytes;
            maxChunkBytes = options.maxChunkBytes;
            maxPendingReads = options.maxPendingReads;
            maxPromotionLag = options.maxPromotionLag;
            keptEntries = options.keptEntries;
        }

        RaftOptions options() {
            return new RaftOptions(
                    electionTicks,
                    heartbeatTicks,
                    preVote,
                    checkQuorum,
                    leaseReads,
                    tickNanos,
                    maxClockDriftPercent,
                    maxEntryBytes,
                    maxUncommittedBytes,
                    maxAppendBytes,
                    maxInflightMessages,
                    maxInflightBytes,
                    maxApplyBytes,
                    maxChunkBytes,
                    maxPendingReads,
                    maxPromotionLag,
                    keptEntries);
        }
    }
}
