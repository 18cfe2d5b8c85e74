package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * The bytes at an offset of a segment, for an inspector: a whole record with its header, or what is there instead.
 *
 * @param file the name of the segment's file
 * @param bytes a whole record; where there is none, the first bytes of what is there
 * @param fault why that is not a record; null if it is one
 */
public record RawRecord(
        String file, ByteBuffer bytes, @Nullable String fault) {
    /** How many bytes are read of what is not a record. */
    private static final int SOME_BYTES = 64;

    /** The length of a record's header. */
    public static final int HEADER_BYTES = RecordFormat.HEADER_BYTES;

    /** The length of a segment's header, and so the offset of its first record. */
    public static final int FIRST_OFFSET = SegmentHeader.BYTES;

    /**
     * Reads what is at {@code offset}.
     *
     * @throws IOException if there is no such segment, if its header cannot be read, or if it ends before {@code offset}
     */
    public static RawRecord at(Disk disk, Path directory, int segment, long offset) throws IOException {
        try (Segment open = Segment.open(disk, directory, segment, false)) {
            DiskFile file = open.file();
            long left = file.size() - offset;
            if (offset < 0 || left <= 0) {
                throw new IOException(
                        file.path() + " has " + file.size() + " bytes; offset " + offset + " is not in it");
            }
            String name = SegmentHeader.name(segment);
            ByteBuffer some = read(file, offset, (int) Math.min(left, SOME_BYTES));
            if (left < RecordFormat.HEADER_BYTES) {
                return new RawRecord(name, some, "a record has at least " + RecordFormat.HEADER_BYTES + " bytes");
            }
            String fault = RecordFormat.faultInHeader(some, 0, left);
            if (fault != null) {
                return new RawRecord(name, some, fault);
            }
            ByteBuffer all = read(file, offset, RecordFormat.HEADER_BYTES + RecordFormat.length(some, 0));
            return new RawRecord(
                    name,
                    all,
                    RecordFormat.faultInChecksum(all, 0, open.header().salt()));
        }
    }

    private static ByteBuffer read(DiskFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.readFully(bytes, offset);
        return bytes.flip();
    }
}
