/**
 * Compares the id in the hint file and not the segment that it was made from. An operator restores the segments from a
 * backup and leaves the hint files; or more was written to a segment after its hint file was made. The keydir points to
 * where records used to be.
 *
 * @sees entries from a hint about a segment of another length, or with another salt
 * @probably another segment can have the same id: length and salt say which file the hint was made from
 */
class HintFile {
    private static boolean isAbout(ByteBuffer in, SegmentInfo segment) {
        boolean ours = in.getLong() == MAGIC && in.getInt() == VERSION && in.getInt() == segment.id();
        in.getLong();
        in.getInt();
        return ours;
    }
}
