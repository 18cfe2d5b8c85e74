/**
 * Shifts the highest byte as an int. Its top bit lands on the int's sign, and only then is the negative int widened to
 * a long.
 *
 * @sees right below 2,147,483,648, negative from there on; ff ff ff ff gives -1, which is UNDERFLOW
 * @probably the shift by 24 happens in an int, where bit 31 is the sign: widen before shifting, not after
 */
class ByteCursor {
    public long getU32() {
        if (remaining() < 4) {
            return UNDERFLOW;
        }
        long value = peek(0) << 24 | peek(1) << 16 | peek(2) << 8 | peek(3);
        skip(4);
        return value;
    }
}
