/**
 * Reads the length, finds that the string is not all there, and returns without going back. The next try takes the
 * first bytes of the string for a length.
 *
 * @sees the answer Incomplete is right, and the cursor is four bytes too far on
 * @probably the length was read and not given back: remember where you started, and go back there unless you return a
 *     whole string
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
