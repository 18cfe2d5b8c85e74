package kvs.maelstrom;

/**
 * The time of a turn.
 *
 * @param monotonicNanos on a clock that never goes back
 * @param wallMillis since 1970
 */
public record Now(long monotonicNanos, long wallMillis) {}
