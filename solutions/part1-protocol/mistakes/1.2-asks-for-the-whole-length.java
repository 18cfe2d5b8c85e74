/**
 * Asks for the whole length of the string, although part of it has arrived. The decoder waits for bytes that the peer
 * never sends, and both sides wait for ever.
 *
 * @sees Incomplete(3) where one byte is missing
 * @probably atLeast is the whole length here; it must be the number of bytes that are still missing
 */
class ByteCursor {
    Parsed<Slice> getString(int maxBytes) {
        int start = position;
        long length = getU32();
        if (length == UNDERFLOW) {
            return new Parsed.Incomplete<>(4);
        }
        if (length > maxBytes) {
            position = start;
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        if (length > remaining()) {
            position = start;
            return new Parsed.Incomplete<>((int) length);
        }
        Slice string = new Slice(array, base + position, (int) length);
        skip((int) length);
        return new Parsed.Complete<>(string);
    }
}
