/**
 * Reads byte after byte and notices only at the third that the fourth is missing. By then the first three are consumed.
 *
 * @shipped java.io.DataInputStream#readInt: on an EOFException the bytes that did arrive are gone. That suits a stream
 *     that has ended; in a stream that continues, the message is lost.
 * @sees the value UNDERFLOW is right, the position after it is not
 * @probably an underflow must leave the cursor where it was: look at remaining() before taking the first byte
 */
class ByteCursor {
    public long getU32() {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            int next = getU8();
            if (next == UNDERFLOW) {
                return UNDERFLOW;
            }
            value = value << 8 | next;
        }
        return value;
    }
}
