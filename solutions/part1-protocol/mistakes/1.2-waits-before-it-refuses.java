/**
 * Asks whether the bytes have arrived before it asks whether so many are let in. A string that is too long is refused
 * only when all of it is there, and until then everything that arrives of it has to be kept.
 *
 * @sees Incomplete for a length above the limit, and Malformed only once the last byte of it is in memory
 * @probably a length above the limit is wrong whether or not its bytes have arrived: check the limit first
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
