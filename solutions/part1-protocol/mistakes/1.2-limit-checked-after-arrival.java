/**
 * Checks whether the bytes have arrived before it checks the limit. A string that is too long is rejected only when all
 * of it has arrived, and until then the server has to keep every byte of it.
 *
 * @sees Incomplete for a length above the limit, and Malformed only after its last byte
 * @probably the limit is checked too late: a length above it is malformed before any byte of the string arrives
 */
class ByteCursor {
    Parsed<Slice> getString(int maxBytes) {
        int start = position;
        long length = getU32();
        if (length == UNDERFLOW) {
            return new Parsed.Incomplete<>(4 - remaining());
        }
        if (length > remaining()) {
            long missing = length - remaining();
            position = start;
            return new Parsed.Incomplete<>((int) Math.min(missing, Integer.MAX_VALUE));
        }
        if (length > maxBytes) {
            position = start;
            return new Parsed.Malformed<>("length " + length + " is above the limit of " + maxBytes, offset());
        }
        Slice string = new Slice(array, base + position, (int) length);
        skip((int) length);
        return new Parsed.Complete<>(string);
    }
}
