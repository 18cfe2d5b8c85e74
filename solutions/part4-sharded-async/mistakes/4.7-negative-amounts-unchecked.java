/**
 * Checks the upper limit only. An amount far below 0 wraps around as well, and may end in the future.
 *
 * @sees a time in place of NEVER for the lowest amounts
 * @probably a product can also be too low for a {@code long}: {@code Long.MIN_VALUE / millis} is the other limit
 */
class Expiry {
    long deadline(long amount, long now) {
        if (amount > Long.MAX_VALUE / millis) {
            return Entry.NEVER;
        }
        long start = fromNow ? now : 0;
        long after = amount * millis;
        if (after > Long.MAX_VALUE - start) {
            return Entry.NEVER;
        }
        return Math.min(start + after, Entry.NEVER - 1);
    }
}
