/**
 * Reads the length, finds that the string is incomplete, and returns without moving back. The next attempt reads the
 * first bytes of the string as a length.
 *
 * @sees the answer Incomplete is right, and the cursor is four bytes too far
 * @probably the cursor stayed after the length: store the position at the start, and restore it unless the string is
 *     complete
 */
class ByteCursor {
    Parsed<Slice> getString(int maxBytes) {
        long length = getU32();
        if (length == UNDERFLOW) {
            return new Parsed.Incomplete<>(4 - remaining());
        }
        if (length > maxBytes) {
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        if (length > remaining()) {
            return new Parsed.Incomplete<>((int) length - remaining());
        }
        Slice string = new Slice(array, base + position, (int) length);
        skip((int) length);
        return new Parsed.Complete<>(string);
    }
}
