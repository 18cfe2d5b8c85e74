/**
 * Returns the sum as it is. One sum that fits is {@link Entry#NEVER}, which does not mean a time: the caller rejects a
 * legal time.
 *
 * @sees NEVER for the one amount whose time is Long.MAX_VALUE
 * @probably the sum is exactly NEVER, which means something else: the result is the millisecond before it
 */
class Expiry {
    long deadline(long amount, long now) {
        if (amount > Long.MAX_VALUE / millis || amount < Long.MIN_VALUE / millis) {
            return Entry.NEVER;
        }
        long start = fromNow ? now : 0;
        long after = amount * millis;
        return after > Long.MAX_VALUE - start ? Entry.NEVER : start + after;
    }
}
