/**
 * Copies the string as soon as it has arrived. An incomplete SET then copies its key again at every attempt, and the
 * command copies it once more.
 *
 * @sees right answers, and a slice of an array that is not the buffer's
 * @probably getString copies the bytes: a slice says where they lie in the buffer's own array
 */
class ByteCursor {
    Parsed<Slice> getString(int maxBytes) {
        int start = position;
        long length = getU32();
        if (length == UNDERFLOW) {
            return new Parsed.Incomplete<>(4 - remaining());
        }
        if (length > maxBytes) {
            position = start;
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        if (length > remaining()) {
            int missing = (int) length - remaining();
            position = start;
            return new Parsed.Incomplete<>(missing);
        }
        byte[] string = copy(0, (int) length).toArray();
        skip((int) length);
        return new Parsed.Complete<>(new Slice(string, 0, string.length));
    }
}
