package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/** A pass through a segment, record by record, in large reads. One thread. */
final class SegmentScan {
    private static final int WINDOW_BYTES = 1 << 20;

    private final Segment segment;
    private final long size;

    /** A piece of the file; its byte 0 is the file's byte {@code windowAt}. */
    private ByteBuffer window;

    private long windowAt;

    /** The same bytes as the window, for visitors. */
    private ByteBuffer view;

    /** @param size of the file, in bytes; bytes after that are not read */
    SegmentScan(Segment segment, long size) {
        this.segment = segment;
        this.size = size;
        this.window =
                ByteBuffer.allocateDirect((int) Math.min(size, WINDOW_BYTES)).limit(0);
        this.view = window.duplicate();
    }

    /**
     * Where the whole records end, and why.
     *
     * @param offset of the first byte after them
     * @param nextSequence one above the number of the last record; that of the segment's first if there is none
     * @param records how many there are
     * @param fault what is wrong with the bytes at {@code offset}; null if the file ends there
     */
    record End(
            long offset,
            long nextSequence,
            long records,
            @Nullable String fault) {}

    /**
     * Shows each whole record to {@code visitor}, up to the end of the file or the first record that is not whole. Their
     * numbers rise; where compaction has left records out, there are gaps.
     */
    End run(RecordVisitor visitor) throws IOException {
        int id = segment.id();
        long offset = SegmentHeader.BYTES;
        long next = segment.header().first();
        long records = 0;
        while (offset < size) {
            String fault = faultAt(offset, next, Long.MAX_VALUE);
            if (fault != null) {
                return new End(offset, next, records, fault);
            }
            int at = (int) (offset - windowAt);
            int length = RecordFormat.HEADER_BYTES + RecordFormat.length(window, at);
            long sequence = RecordFormat.sequence(window, at);
            view.limit(at + length).position(at + RecordFormat.HEADER_BYTES);
            visitor.record(id, (int) offset, length, sequence, view);
            next = sequence + 1;
            offset += length;
            records++;
        }
        return new End(offset, next, records, null);
    }

    /**
     * Returns the field {@code forced} of a record at {@code at}, where the file has at least the bytes of a header. If there
     * is no record, it is any number. Cheap: it checks nothing.
     */
    int forcedAt(long at) throws IOException {
        load(at, RecordFormat.HEADER_BYTES);
        return RecordFormat.forced(window, (int) (at - windowAt));
    }

    /** Returns whether there is a whole record at {@code at}, with a number that can follow {@code end}. Reads all of it. */
    boolean isRecordAfter(End end, long at) throws IOException {
        long highest = end.nextSequence() + (at - end.offset());
        return faultAt(at, end.nextSequence(), highest) == null;
    }

    /**
     * Returns the length of the whole record at {@code offset}; -1 if there is none, or none with a number from {@code
     * lowest} to {@code highest}.
     */
    int lengthAt(long offset, long lowest, long highest) throws IOException {
        return faultAt(offset, lowest, highest) != null
                ? -1
                : RecordFormat.HEADER_BYTES + RecordFormat.length(window, (int) (offset - windowAt));
    }

    /** Returns the number of the record at {@code offset}, right after {@link #lengthAt} has found it. */
    long sequenceAt(long offset) {
        return RecordFormat.sequence(window, (int) (offset - windowAt));
    }

    /** Says what is wrong with a record at {@code offset}, numbered {@code lowest} to {@code highest}; null if it is whole. */
    private @Nullable String faultAt(long offset, long lowest, long highest) throws IOException {
        long left = size - offset;
        if (left < RecordFormat.HEADER_BYTES) {
            return "the header of a record has " + RecordFormat.HEADER_BYTES + " bytes, but only " + left
                    + " are left in the file";
        }
        load(offset, RecordFormat.HEADER_BYTES);
        String fault = RecordFormat.faultInHeader(window, (int) (offset - windowAt), left);
        if (fault != null) {
            return fault;
        }
        long sequence = RecordFormat.sequence(window, (int) (offset - windowAt));
        if (sequence < lowest || sequence > highest) {
            return "a record has the number " + sequence + " where " + lowest + " is expected";
        }
        load(offset, RecordFormat.HEADER_BYTES + RecordFormat.length(window, (int) (offset - windowAt)));
        return RecordFormat.faultInChecksum(
                window, (int) (offset - windowAt), segment.header().salt());
    }

    /** Ensures that the window holds {@code bytes} bytes from {@code offset} on, which the file has. */
    private void load(long offset, int bytes) throws IOException {
        if (offset >= windowAt && offset + bytes <= windowAt + window.limit()) {
            return;
        }
        if (bytes > window.capacity()) {
            window = ByteBuffer.allocateDirect(bytes);
            view = window.duplicate();
        }
        windowAt = offset;
        window.clear().limit((int) Math.min(window.capacity(), size - offset));
        segment.file().readFully(window, offset);
    }

    long size() {
        return size;
    }

    Segment segment() {
        return segment;
    }

    DiskFile file() {
        return segment.file();
    }
}
