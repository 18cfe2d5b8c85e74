package kvs.raft;

import java.util.random.RandomGenerator;

/** Counts the ticks since this node last heard from a leader, gave a vote, or campaigned (Raft §5.2). */
final class ElectionTimer {
    private final int electionTicks;
    private final RandomGenerator random;
    private int elapsed;

    /** Between {@link #electionTicks} and twice as many, drawn anew each time, so that votes are rarely split. */
    private int timeout;

    /** Ticks since a leader was heard from, as far as it matters. */
    private int sinceLeader;

    ElectionTimer(RaftOptions options, RandomGenerator random) {
        this.electionTicks = options.electionTicks();
        this.random = random;
        // With leases, a node that starts keeps the promise that it may have given before.
        this.sinceLeader = options.leaseReads() ? 0 : electionTicks;
        restart();
    }

    /** Counts a tick, and returns whether it is time to campaign. */
    boolean tick() {
        sinceLeader = Math.min(sinceLeader + 1, electionTicks);
        elapsed++;
        return elapsed >= timeout;
    }

    /** Starts to wait anew. */
    void restart() {
        elapsed = 0;
        timeout = electionTicks + random.nextInt(electionTicks);
    }

    /** Starts to wait anew, since a leader was heard from. */
    void heardFromLeader() {
        restart();
        sinceLeader = 0;
    }

    /** Counts no leader as alive any more. The time to wait stays. */
    void forgetLeader() {
        sinceLeader = electionTicks;
    }

    /** Returns whether a leader was heard from within an election time-out: there is no reason to vote (thesis §4.2.3). */
    boolean isLeaderAlive() {
        return sinceLeader < electionTicks;
    }
}
