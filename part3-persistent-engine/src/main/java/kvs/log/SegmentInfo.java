package kvs.log;

/**
 * A file of the log.
 *
 * @param id its number, and its name
 * @param firstSequence no record in it has a lower number
 * @param bytes its length, header included
 * @param salt drawn when it was made: another file of the same name and length has another
 */
public record SegmentInfo(int id, long firstSequence, long bytes, int salt) {
    /** The length of one without records. */
    public static final int EMPTY_BYTES = SegmentHeader.BYTES;

    /** What the file of segment {@code id} is called in the directory of the log. */
    public static String fileName(int id) {
        return SegmentHeader.name(id);
    }
}
