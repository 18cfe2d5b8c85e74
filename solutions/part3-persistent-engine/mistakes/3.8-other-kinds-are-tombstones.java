/**
 * Takes every kind but one for a tombstone. A hint that a later version writes, with a kind that this one does not know,
 * removes keys that have a value: their records are in the log, and no read finds them.
 *
 * @sees entries from a hint with an entry of kind 0 or 3
 * @probably there are two kinds, 1 and 2: a hint with any other is not one that this program can read
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
            keys.add(in, keyLength, new LogPointer(segment.id(), offset, length), kind == EntryFormat.SET);
        }
        return in.position() == end ? keys.buildSorted() : null;
    }
}
