/**
 * Rejects a record that ends where its segment ends. The last record of a segment always does, so no hint file of a
 * real segment is trusted, and each start reads every segment. Every answer is right, and every start is slow.
 *
 * @sees null for a hint whose last record ends at the end of its segment
 * @probably {@code <} instead of {@code <=}: a record may end at the last byte of its segment
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
            boolean fits = (kind == EntryFormat.SET || kind == EntryFormat.TOMBSTONE)
                    && keyLength >= 0
                    && keyLength <= end - in.position()
                    && offset > 0
                    && length > 0
                    && (long) offset + length < segment.bytes();
            if (!fits) {
                return null;
            }
            keys.add(in, keyLength, new LogPointer(segment.id(), offset, length), kind == EntryFormat.SET);
        }
        return in.position() == end ? keys.buildSorted() : null;
    }
}
