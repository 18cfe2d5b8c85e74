/**
 * Rejects a string that is exactly as long as the limit.
 *
 * @sees Malformed: length 3 is above the limit of 3
 * @probably maxBytes is the longest string that is accepted, so a length equal to it is allowed
 */
class ByteCursor {
    Parsed<Slice> getString(int maxBytes) {
        int start = position;
        long length = getU32();
        if (length == UNDERFLOW) {
            return new Parsed.Incomplete<>(4 - remaining());
        }
        if (length >= maxBytes) {
            position = start;
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        if (length > remaining()) {
            int missing = (int) length - remaining();
            position = start;
            return new Parsed.Incomplete<>(missing);
        }
        Slice string = new Slice(array, base + position, (int) length);
        skip((int) length);
        return new Parsed.Complete<>(string);
    }
}
