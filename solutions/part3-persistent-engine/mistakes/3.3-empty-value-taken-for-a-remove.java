/**
 * Takes a record without a value for a tombstone. An empty value is a value: its record has the kind of a set.
 *
 * @sees keys with an empty value that are gone after a start
 * @probably the length of the value decides whether the key is set; the kind of the entry says so
 */
class Recovery {
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        int keyLength = EntryFormat.keyLength(payload);
        boolean isSet = payload.remaining() > EntryFormat.FIXED_BYTES + keyLength;
        payload.position(payload.position() + EntryFormat.FIXED_BYTES);
        Objects.requireNonNull(reading).add(keyLength, payload, offset, length, isSet);
    }
}
