/**
 * Checks the product and not the sum. The largest amounts fit as milliseconds, and wrap around when the time now is added:
 * the key has expired before it is set.
 *
 * @shipped Redis until 2026: {@code SET k v PX 9223372036854775807} answered OK, and the key was gone (pull request 15626)
 * @sees a negative time for the largest amounts that are counted from now
 * @probably the sum with {@code now} overflowed: the product has a check, the addition needs one as well
 */
class Expiry {
    long deadline(long amount, long now) {
        if (amount > Long.MAX_VALUE / millis || amount < Long.MIN_VALUE / millis) {
            return Entry.NEVER;
        }
        long start = fromNow ? now : 0;
        return Math.min(start + amount * millis, Entry.NEVER - 1);
    }
}
