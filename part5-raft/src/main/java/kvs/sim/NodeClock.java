package kvs.sim;

/** The clocks of a node. The monotonic one runs at its own rate; the wall clock jumps as well. */
final class NodeClock {
    private static final long EPOCH_MILLIS = 1_700_000_000_000L;

    /** How many of its seconds pass in 1,000 true ones. */
    private final int ratePermille;
    /** What the monotonic clock showed when the run began. */
    private final long startNanos;

    private long wallOffsetMillis;

    NodeClock(int ratePermille, long startNanos) {
        this.ratePermille = ratePermille;
        this.startNanos = startNanos;
    }

    long monotonicNanos(long nowMicros) {
        return startNanos + nowMicros * ratePermille;
    }

    long wallMillis(long nowMicros) {
        return Math.max(0, EPOCH_MILLIS + nowMicros * ratePermille / 1_000_000 + wallOffsetMillis);
    }

    /** Returns how much true time passes while this clock shows {@code micros}. */
    long trueMicros(long micros) {
        return micros * 1000 / ratePermille;
    }

    void jump(long millis) {
        wallOffsetMillis += millis;
    }
}
