/**
 * Reads the kind of an entry and ignores it. Every key that was removed in this segment has a value again: its
 * tombstone.
 *
 * @sees a key with a value whose entry is a tombstone
 * @probably the kind says whether the entry sets the key or removes it
 */
class HintFile {
    static @Nullable SortedRun decode(ByteBuffer in, SegmentInfo segment) {
        if (in.remaining() < HEADER_BYTES + CRC_BYTES || !isAbout(in, segment) || !isWhole(in)) {
            return null;
        }
        int count = in.getInt();
        int end = in.limit() - CRC_BYTES;
        SortedRun.Builder keys = new SortedRun.Builder();
        for (int i = 0; i < count; i++) {
            if (end - in.position() < ENTRY_BYTES) {
                return null;
            }
            byte kind = in.get();
            int keyLength = in.getInt();
            int offset = in.getInt();
            int length = in.getInt();
            boolean fits = keyLength >= 0
                    && keyLength <= end - in.position()
                    && offset > 0
                    && length > 0
                    && (long) offset + length <= segment.bytes();
            if (!fits) {
                return null;
            }
            keys.add(in, keyLength, new LogPointer(segment.id(), offset, length), true);
        }
        return in.position() == end ? keys.buildSorted() : null;
    }
}
