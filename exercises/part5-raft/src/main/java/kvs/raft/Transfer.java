package kvs.raft;

/**
 * A transfer of the leadership (thesis §3.10): the leader takes no more proposals and reads, brings the target's log to its own
 * end, and asks it to start an election at once. If no new leader has shown up after an election time-out, the leader
 * goes on.
 */
final class Transfer {

    /** There is no transfer. */
    static final int NONE = 0;

    private int target = NONE;
    private int ticksLeft;
    private boolean asked;

    /** Returns the target, or {@link #NONE}. While there is one, the leader takes no proposals and no reads. */
    int target() {
        return target;
    }

    boolean isActive() {
        return target != NONE;
    }

    /**
     * Begins a transfer to {@code to}, which ends by itself with tick number {@code electionTicks} from now. Nothing of an
     * earlier transfer is left, not even of one to the same target: its ticks do not count, and the target has not been
     * asked.
     *
     * @exercise 5.10
     */
    void begin(int to, int electionTicks) {
        throw new UnsupportedOperationException("exercise 5.10: not written yet");
    }

    /**
     * Counts a tick. With the last of the {@code electionTicks} the transfer ends, whether the target was asked or not: a
     * target that is dead or cut off must not keep the cluster from writing. Without a transfer, a tick changes nothing.
     *
     * @exercise 5.10
     */
    void tick() {
        throw new UnsupportedOperationException("exercise 5.10: not written yet");
    }

    /**
     * Returns whether the target is to be asked now to start its election, and if so, remembers that it was: only once in a
     * transfer, until its end, and not before its log is known to agree with the leader's up to the end ({@link Progress#match}).
     * Entries that were sent ({@link Progress#next}) may be lost on their way, or not be on the target's disk yet. Without
     * a transfer there is nothing to ask.
     *
     * @param progress how far the target is
     * @param last the last index of the leader's log
     * @exercise 5.10
     */
    boolean isTimeToAsk(Progress progress, long last) {
        throw new UnsupportedOperationException("exercise 5.10: not written yet");
    }

    /** Ends the transfer: its target left the configuration. */
    void end() {
        target = NONE;
    }
}
