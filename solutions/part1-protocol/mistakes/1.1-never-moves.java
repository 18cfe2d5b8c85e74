/**
 * Looks at the bytes and leaves the cursor in front of them.
 *
 * @sees the first read right, and every further read the same bytes again
 * @probably the value is right but the cursor did not move: peek only looks, skip moves
 */
class ByteCursor {
    public int getU8() {
        return remaining() < 1 ? UNDERFLOW : peek(0);
    }

    public long getU32() {
        if (remaining() < 4) {
            return UNDERFLOW;
        }
        return (long) peek(0) << 24 | peek(1) << 16 | peek(2) << 8 | peek(3);
    }
}
