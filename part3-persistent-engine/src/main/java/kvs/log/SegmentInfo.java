package kvs.log;

/**
 * What the log tells of a segment.
 *
 * @param id its number, and its name
 * @param firstSequence no record in it has a lower number
 * @param bytes its length, header included
 * @param salt drawn when it was created; tells it from another file of the same name and length
 */
public record SegmentInfo(int id, long firstSequence, long bytes, int salt) {
    /** The length of a segment without records. */
    public static final int EMPTY_BYTES = SegmentHeader.BYTES;

    /** Returns the name of the file of segment {@code id} in the directory of the log. */
    public static String fileName(int id) {
        return SegmentHeader.name(id);
    }
}
