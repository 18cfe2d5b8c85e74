/**
 * Multiplies, and takes another sign for an overflow. A product that wraps around may have any sign: 2^61 + 1 seconds are
 * 1000 milliseconds in 64 bits.
 *
 * @shipped Redis 6.2: EXPIRE of 18446744073709561 seconds was accepted, and the key expired after 10 seconds (issue 9825)
 * @sees a time close to now for an amount that does not fit
 * @probably an overflow may have the right sign: check the amount before the multiplication, not the product after it
 */
class Expiry {
    long deadline(long amount, long now) {
        long start = fromNow ? now : 0;
        long after = amount * millis;
        if (after < 0 != amount < 0) {
            return Entry.NEVER;
        }
        if (after > Long.MAX_VALUE - start) {
            return Entry.NEVER;
        }
        return Math.min(start + after, Entry.NEVER - 1);
    }
}
