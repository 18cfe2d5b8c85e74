/**
 * Compares id and length, but not the salt. Two stores with values of the same sizes have segments of the same lengths,
 * so the hint file of one fits the other.
 *
 * @sees entries from a hint about a segment with another salt
 * @probably two segments can have the same id and the same length: the salt tells them apart
 */
class HintFile {
    private static boolean isAbout(ByteBuffer in, SegmentInfo segment) {
        boolean ours = in.getLong() == MAGIC
                && in.getInt() == VERSION
                && in.getInt() == segment.id()
                && in.getLong() == segment.bytes();
        in.getInt();
        return ours;
    }
}
