/**
 * Trusts every entry once the checksum is right. The checksum says that the bytes are those that were written; it does
 * not say that they were written by a program without bugs. An engine that cannot start because of a file that it does
 * not need is worse than a slow start.
 *
 * @shipped Bitcask: a hint whose pointers lead beyond the data file made the expiry of that file fail again and again,
 *     as it did not fall back to the data file (basho/bitcask issue 171)
 * @sees an exception, or records beyond the end of the segment
 * @probably a length or an offset was used before it was checked: it must fit in the hint and in the segment
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
            byte kind = in.get();
            int keyLength = in.getInt();
            int offset = in.getInt();
            int length = in.getInt();
            keys.add(in, keyLength, new LogPointer(segment.id(), offset, length), kind == EntryFormat.SET);
        }
        return keys.buildSorted();
    }
}
