package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Is shown the records of a log, from the first to the last. */
public interface RecordVisitor {

    /** Sees nothing. */
    RecordVisitor NOBODY = (_, _, _, _, _) -> {};

    /**
     * A segment begins. Whoever knows what is in it, from a hint file perhaps, need not see its records: {@code false}.
     * Those of the newest segment are read all the same.
     */
    default boolean enter(SegmentInfo segment) throws IOException {
        return true;
    }

    /**
     * A whole record, its checksum right.
     *
     * @param segment see {@link LogPointer}, as for offset and length
     * @param payload a view of the bytes between position and limit, good until this method returns
     */
    void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException;
}
