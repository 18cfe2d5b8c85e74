/**
 * Compares with the wrong bound, so that the last byte in the buffer can never be read.
 *
 * @sees UNDERFLOW for a buffer that holds exactly the bytes asked for; with one more byte the read succeeds
 * @probably the comparison is off by one: with one byte left a byte can be read, with four left a u32
 */
class ByteCursor {
    public int getU8() {
        if (remaining() <= 1) {
            return UNDERFLOW;
        }
        int value = peek(0);
        skip(1);
        return value;
    }

    public long getU32() {
        if (remaining() <= 4) {
            return UNDERFLOW;
        }
        long value = (long) peek(0) << 24 | peek(1) << 16 | peek(2) << 8 | peek(3);
        skip(4);
        return value;
    }
}
