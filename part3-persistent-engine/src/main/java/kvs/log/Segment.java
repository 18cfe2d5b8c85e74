package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.io.OffCarrier;

/** An open file of the log, from which records are read. Any thread may read. */
final class Segment implements Closeable {
    private final SegmentHeader header;
    private final DiskFile file;

    /** Whether the segment has been deleted: a read that fails does so because its pointer is out of date. */
    private volatile boolean gone;

    private Segment(SegmentHeader header, DiskFile file) {
        this.header = header;
        this.file = file;
    }

    /**
     * Creates the file, and replaces a leftover of the same id. When this returns, header and name are on disk; when it
     * fails, the file is deleted again.
     */
    static Segment create(Disk disk, Path directory, SegmentHeader header) throws IOException {
        Path path = directory.resolve(SegmentHeader.name(header.id()));
        disk.delete(path);
        DiskFile file = disk.create(path);
        try {
            SegmentWriter.writeAll(file, header.encoded(), 0);
            file.force();
            disk.forceDirectory(directory);
        } catch (IOException | RuntimeException e) {
            try (file) {
                disk.delete(path);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        return new Segment(header, file);
    }

    /** @param writable only for the owner of the log, which holds the lock */
    static Segment open(Disk disk, Path directory, int id, boolean writable) throws IOException {
        Path path = directory.resolve(SegmentHeader.name(id));
        DiskFile file = writable ? disk.open(path) : disk.openToRead(path);
        try {
            return new Segment(SegmentHeader.read(file, id), file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Reads a file whose header cannot be trusted as if it had this one. */
    static Segment assume(DiskFile file, SegmentHeader header) {
        return new Segment(header, file);
    }

    /**
     * Reads the payload of a record. It is between position and limit.
     *
     * @throws LogDamagedException if there is no such record
     * @throws SegmentGoneException if the segment is deleted meanwhile
     */
    ByteBuffer read(LogPointer pointer) throws IOException {
        int offset = pointer.offset();
        int length = pointer.length();
        if (offset < SegmentHeader.BYTES || length < RecordFormat.HEADER_BYTES) {
            throw new IllegalArgumentException(file.path() + " has no record of " + length + " bytes at " + offset);
        }
        ByteBuffer record = ByteBuffer.allocate(length);
        try {
            OffCarrier.readFully(file, record, offset);
        } catch (IOException e) {
            throw gone ? new SegmentGoneException(id()) : e;
        }
        String fault = RecordFormat.faultInHeader(record, 0, length);
        if (fault == null && RecordFormat.length(record, 0) != length - RecordFormat.HEADER_BYTES) {
            fault = "expected a record of " + length + " bytes, found one of "
                    + (RecordFormat.length(record, 0) + RecordFormat.HEADER_BYTES);
        }
        if (fault == null) {
            fault = RecordFormat.faultInChecksum(record, 0, header.salt());
        }
        if (fault != null) {
            throw new LogDamagedException(file.path(), offset, fault);
        }
        return record.position(RecordFormat.HEADER_BYTES);
    }

    /** Reads the number of the record at {@code offset}: its header alone, without a check. */
    long sequenceAt(int offset) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(RecordFormat.HEADER_BYTES);
        file.readFully(record, offset);
        return RecordFormat.sequence(record, 0);
    }

    int id() {
        return header.id();
    }

    SegmentHeader header() {
        return header;
    }

    DiskFile file() {
        return file;
    }

    SegmentInfo info() throws IOException {
        return info(file.size());
    }

    /** Describes the segment as if it had this length. */
    SegmentInfo info(long bytes) {
        return new SegmentInfo(id(), header.first(), bytes, header.salt());
    }

    /** Closes a deleted segment. A read, now or later, may get a {@link SegmentGoneException}. */
    void retire() throws IOException {
        gone = true;
        file.close();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
