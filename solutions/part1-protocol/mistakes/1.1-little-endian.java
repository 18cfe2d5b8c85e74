/**
 * Joins the four bytes with the lowest first. That is how most processors store an int, but this protocol sends the
 * highest byte first.
 *
 * @sees 0x01020304 comes out as 0x04030201; numbers that read the same from both ends, such as 0, come out right
 * @probably the four bytes are joined in the wrong order: the first to arrive is the highest
 */
class ByteCursor {
    public long getU32() {
        if (remaining() < 4) {
            return UNDERFLOW;
        }
        long value = (long) peek(3) << 24 | peek(2) << 16 | peek(1) << 8 | peek(0);
        skip(4);
        return value;
    }
}
