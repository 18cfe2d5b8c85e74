/**
 * Reads as many entries as the count says and ignores any bytes after them. With a count that is too low, keys are
 * missing from the keydir: their records are in the log, and no read finds them.
 *
 * @sees two entries from a hint that has three
 * @probably after the last entry there must be the checksum, and nothing in between
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
                    && (long) offset + length <= segment.bytes();
            if (!fits) {
                return null;
            }
            keys.add(in, keyLength, new LogPointer(segment.id(), offset, length), kind == EntryFormat.SET);
        }
        return keys.buildSorted();
    }
}
