/**
 * Allocates an array for the whole string as soon as its length is known and within the limit, before its bytes have
 * arrived. Four bytes from a peer then cost as much memory as the limit allows, on every connection.
 *
 * @shipped Kafka's Java client: a plaintext client on a TLS port took the bytes of a TLS alert for a response of
 *     352,518,912 bytes, allocated that and died of an OutOfMemoryError (KAFKA-4090)
 * @sees right answers, and 64 MiB allocated for seven bytes
 * @probably memory is allocated for bytes that have not arrived: getString copies nothing at all
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
        byte[] string = new byte[(int) length];
        if (length > remaining()) {
            int missing = string.length - remaining();
            position = start;
            return new Parsed.Incomplete<>(missing);
        }
        System.arraycopy(array, base + position, string, 0, string.length);
        skip(string.length);
        return new Parsed.Complete<>(new Slice(string, 0, string.length));
    }
}
