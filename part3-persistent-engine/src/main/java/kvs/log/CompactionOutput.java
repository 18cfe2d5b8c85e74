package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment beside the log, to which compaction copies the records that are still needed. {@link RecordLog#replace} makes
 * it part of the log, whole; otherwise it is deleted when the log is next opened.
 *
 * <p>One thread.
 */
public final class CompactionOutput {
    private final SegmentWriter writer;

    /** Whether no write and no force has failed; a second attempt would prove nothing. */
    private boolean sound = true;

    CompactionOutput(Segment segment, int bufferBytes) {
        writer = new SegmentWriter(
                segment,
                ByteBuffer.allocateDirect(bufferBytes),
                SegmentHeader.BYTES,
                segment.header().first());
    }

    public int id() {
        return writer.segment().id();
    }

    /**
     * Appends a copy of a record.
     *
     * @param sequence the number that it had; higher than that of the record before
     */
    public LogPointer append(long sequence, Payload payload) throws IOException {
        begin();
        LogPointer pointer = writer.append(sequence, payload);
        sound = true;
        return pointer;
    }

    /** Describes the segment as it is so far. */
    public SegmentInfo info() {
        return writer.segment().info(bytes());
    }

    /** Returns its length so far, in bytes. */
    public long bytes() {
        return writer.end();
    }

    /** Forces all of it to disk. */
    void finish() throws IOException {
        begin();
        writer.finish();
        sound = true;
    }

    private void begin() throws IOException {
        if (!sound) {
            throw new IOException("a write to " + writer.segment().file().path()
                    + " has failed; delete this compaction output and compact again");
        }
        sound = false;
    }
}
