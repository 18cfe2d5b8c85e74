/**
 * Asks for as many bytes as the string is long, whatever part of it has arrived. It waits for bytes that the peer never
 * sends: both sides wait for ever.
 *
 * @sees Incomplete(3) where one byte is missing
 * @probably atLeast counts what is still missing, not the whole length: a peer that has sent everything sends no more
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
