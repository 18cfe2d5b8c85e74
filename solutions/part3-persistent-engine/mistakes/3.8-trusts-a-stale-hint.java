/**
 * Looks at the name on the hint and not at what it was made from. Somebody restores the segments from a backup and leaves
 * the hints where they are; or more was written to a segment than its hint knows. The index points to where records used
 * to be.
 *
 * @sees entries from a hint about a segment of another length, or with another salt
 * @probably the number of a segment is in its name, and a name can be given again: length and salt say which file it was
 */
class HintFile {
    private static boolean isAbout(ByteBuffer in, SegmentInfo segment) {
        boolean ours = in.getLong() == MAGIC && in.getInt() == VERSION && in.getInt() == segment.id();
        in.getLong();
        in.getInt();
        return ours;
    }
}
