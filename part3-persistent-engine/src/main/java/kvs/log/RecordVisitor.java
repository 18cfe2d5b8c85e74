package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A callback for the records of a log, from the first to the last. */
public interface RecordVisitor {

    /** Ignores every record. */
    RecordVisitor NONE = (_, _, _, _, _) -> {};

    /**
     * Begins a segment. A visitor that knows its content already, from a hint file perhaps, returns {@code false} and is
     * not shown its records. Those of the newest segment are read and checked all the same.
     */
    default boolean enter(SegmentInfo segment) throws IOException {
        return true;
    }

    /**
     * Receives a whole record, whose checksum is right.
     *
     * @param segment see {@link LogPointer}, as for offset and length
     * @param payload a view of the bytes between position and limit, good until this method returns
     */
    void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException;
}
