/**
 * Multiplies and adds without a check. What does not fit wraps around: the deadline of a huge number of seconds is in the
 * past, or a moment away.
 *
 * @shipped Redis before 6.2: {@code SET A B EX 10000000000000000} answered OK, and the key was gone (pull request 8287)
 * @sees any number, often a negative one, in place of NEVER
 * @probably the product overflowed: Java's {@code *} says nothing, so compare the amount with a limit first
 */
class Expiry {
    long deadline(long amount, long now) {
        long start = fromNow ? now : 0;
        return Math.min(start + amount * millis, Entry.NEVER - 1);
    }
}
