package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment beside the log, into which compaction copies what is still needed. It becomes part of the log with {@link
 * RecordLog#replace}, whole, or is swept away when the log is next opened.
 *
 * <p>One thread.
 */
public final class SpareSegment {
    private final SegmentWriter writer;

    /** No write and no force has failed; a second attempt would prove nothing. */
    private boolean sound = true;

    SpareSegment(Segment segment, int bufferBytes) {
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
     * Copies a record.
     *
     * @param sequence the number it had; higher than that of the one before
     */
    public LogPointer append(long sequence, Payload payload) throws IOException {
        begin();
        LogPointer pointer = writer.append(sequence, payload);
        sound = true;
        return pointer;
    }

    /** What it would be if it were finished now. */
    public SegmentInfo info() {
        return writer.segment().info(bytes());
    }

    /** Its length so far, in bytes. */
    public long bytes() {
        return writer.end();
    }

    /** When this returns, all of it is on disk. */
    void finish() throws IOException {
        begin();
        writer.finish();
        sound = true;
    }

    private void begin() throws IOException {
        if (!sound) {
            throw new IOException(
                    "a write to " + writer.segment().file().path() + " has failed; the segment is of no use");
        }
        sound = false;
    }
}
