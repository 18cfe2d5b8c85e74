/**
 * Compares number and length. Two stores with values of the same sizes have segments of the same lengths, and the hint
 * of one fits the other, to the byte.
 *
 * @sees entries from a hint about a segment with another salt
 * @probably two segments can have the same number and the same length: what tells them apart is the salt
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
