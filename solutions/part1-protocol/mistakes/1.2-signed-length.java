/**
 * Narrows the length to an int before it compares it. From 80 00 00 00 on the length is negative, which is below every
 * limit and never more than what has arrived: the string counts as complete, and the cursor moves back.
 *
 * @sees Complete, with a length of -1, for a length of ff ff ff ff
 * @probably the length was cast to int too early, and ff ff ff ff became -1: compare the long that getU32 returns
 */
class ByteCursor {
    Parsed<Slice> getString(int maxBytes) {
        int start = position;
        if (remaining() < 4) {
            return new Parsed.Incomplete<>(4 - remaining());
        }
        int length = (int) getU32();
        if (length > maxBytes) {
            position = start;
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        if (length > remaining()) {
            int missing = length - remaining();
            position = start;
            return new Parsed.Incomplete<>(missing);
        }
        Slice string = new Slice(array, base + position, length);
        skip(length);
        return new Parsed.Complete<>(string);
    }
}
