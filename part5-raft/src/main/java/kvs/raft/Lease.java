package kvs.raft;

import java.util.ArrayDeque;

/**
 * Until when a leader may answer reads without a round (thesis §6.4.1). A majority that has answered a round refuses to
 * vote for another node until an election time-out after it heard of the round, which was after the leader started it.
 *
 * <p>Times are nanoseconds on a monotonic clock of the leader: a wall clock may jump.
 */
final class Lease {
    private record Started(long round, long nanos) {}

    /** How long a lease lasts from the start of its round. */
    private final long lengthNanos;

    /** By ascending round; only those that a majority has not answered. */
    private final ArrayDeque<Started> open = new ArrayDeque<>();

    /** When the last round was started that a majority has answered. */
    private long startedNanos;

    private boolean held;
    private boolean revoked;

    Lease(RaftOptions options) {
        // A follower counts whole ticks, so that its promise may be one tick shorter than an election time-out.
        this.lengthNanos =
                (options.electionTicks() - 1) * options.tickNanos() / 100 * (100 - options.maxClockDriftPercent());
    }

    void started(long round, long nowNanos) {
        open.addLast(new Started(round, nowNanos));
    }

    /** Notes the highest round that a majority has answered. */
    void answered(long round) {
        while (!open.isEmpty() && open.getFirst().round <= round) {
            startedNanos = open.removeFirst().nanos;
            held = true;
        }
    }

    boolean isHeld(long nowNanos) {
        return held && !revoked && nowNanos - startedNanos < lengthNanos;
    }

    /** Ends it for good: the leader has asked a follower to start an election, and the message may arrive at any time. */
    void revoke() {
        revoked = true;
    }
}
