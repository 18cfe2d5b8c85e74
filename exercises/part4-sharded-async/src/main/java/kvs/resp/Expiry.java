package kvs.resp;

import kvs.shard.Entry;
import org.jspecify.annotations.Nullable;

/** The four ways in which a command states when a key expires, and the arithmetic of it. */
enum Expiry {
    /** Seconds from now: EXPIRE, and EX of SET. */
    SECONDS(1000, true),
    /** Milliseconds from now: PEXPIRE, and PX of SET. */
    MILLIS(1, true),
    /** Seconds since the epoch: EXPIREAT, and EXAT of SET. */
    AT_SECONDS(1000, false),
    /** Milliseconds since the epoch: PEXPIREAT, and PXAT of SET. */
    AT_MILLIS(1, false);

    /** The milliseconds in one unit. */
    private final long millis;

    private final boolean fromNow;

    Expiry(long millis, boolean fromNow) {
        this.millis = millis;
        this.fromNow = fromNow;
    }

    /**
     * Returns when a key expires for which a client has stated {@code amount}: in milliseconds since the epoch.
     *
     * <p>A negative amount is a time in the past. {@link Entry#NEVER} is not a time at which a key expires: where the
     * amount gives exactly that one, the result is the millisecond before it.
     *
     * <pre>
     *   SECONDS.deadline(10, 5_000)     15_000
     *   MILLIS.deadline(-10, 5_000)      4_990
     *   AT_SECONDS.deadline(10, 5_000)  10_000
     *   SECONDS.deadline(9_223_372_036_854_775, 5_000)  NEVER: a long cannot hold the sum
     * </pre>
     *
     * @param amount any number, in this unit
     * @param now in milliseconds since the epoch, not negative
     * @return {@link Entry#NEVER} if a {@code long} cannot hold the milliseconds
     * @exercise 4.7
     */
    long deadline(long amount, long now) {
        throw new UnsupportedOperationException("exercise 4.7: not written yet");
    }

    /**
     * Returns when a key expires after SET: at {@code deadline} if the command states one; at the time of the old entry
     * if the command says KEEPTTL; else never, whatever the old entry says.
     *
     * @param old the entry that SET overwrites; null if there is none
     * @param keepTtl whether the command says KEEPTTL; it states no deadline then
     * @param deadline what the command states, in milliseconds since the epoch; {@link Entry#NEVER} for nothing
     * @exercise 4.7
     */
    static long afterSet(@Nullable Entry old, boolean keepTtl, long deadline) {
        throw new UnsupportedOperationException("exercise 4.7: not written yet");
    }

    /**
     * Returns when a key expires, in this unit: as TTL, PTTL, EXPIRETIME and PEXPIRETIME show it. Seconds are rounded to
     * the nearest.
     *
     * @param expiresAt in milliseconds since the epoch
     */
    long shown(long expiresAt, long now) {
        long shown = Math.max(0, fromNow ? expiresAt - now : expiresAt);
        return shown / millis + (shown % millis >= 500 ? 1 : 0);
    }
}
