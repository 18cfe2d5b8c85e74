/**
 * Reads as many entries as the count says and does not ask what is behind them. With a count that is too low, keys are
 * missing from the index: the records are there, and nobody finds them.
 *
 * @sees two entries from a hint that has three
 * @probably behind the last entry there has to be the checksum, and nothing in between
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
        return keys.buildSorted();
    }
}
