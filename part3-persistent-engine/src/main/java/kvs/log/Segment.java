package kvs.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/** A file of the log, open, and the way to a record in it. Any thread may read. */
final class Segment implements Closeable {
    private final SegmentHeader header;
    private final DiskFile file;

    /** Deleted: a read that fails does so because its pointer is out of date. */
    private volatile boolean gone;

    private Segment(SegmentHeader header, DiskFile file) {
        this.header = header;
        this.file = file;
    }

    /**
     * Makes the file, in the place of one with this id that is of no use. When this returns, it is on disk, its header and
     * its name; when it fails, it is taken away again.
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

    /** @param writable only the owner of the log may, who has the lock */
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

    /** Reads in a file whose header is not to be trusted, as if it were this one. */
    static Segment assume(DiskFile file, SegmentHeader header) {
        return new Segment(header, file);
    }

    /**
     * The payload of the record at {@code offset}.
     *
     * @param length of the whole record
     * @param into has room for it; or null, and there will be a buffer of its own
     * @throws LogDamagedException if there is no such record
     * @throws SegmentGoneException if the segment is deleted meanwhile
     */
    ByteBuffer read(int offset, int length, @Nullable ByteBuffer into) throws IOException {
        if (offset < SegmentHeader.BYTES || length < RecordFormat.HEADER_BYTES) {
            throw new IllegalArgumentException(file.path() + " has no record of " + length + " bytes at " + offset);
        }
        ByteBuffer record =
                into == null ? ByteBuffer.allocate(length) : into.clear().limit(length);
        try {
            file.readFully(record, offset);
        } catch (IOException e) {
            throw gone ? new SegmentGoneException(id()) : e;
        }
        String fault = RecordFormat.faultInHeader(record, 0, length);
        if (fault == null && RecordFormat.length(record, 0) != length - RecordFormat.HEADER_BYTES) {
            fault = "a record of " + length + " bytes was expected, but it has "
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

    /** As {@link #read}, but for the record's number; reads the header alone and trusts it. */
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

    /** The same, as if it were so long. */
    SegmentInfo info(long bytes) {
        return new SegmentInfo(id(), header.first(), bytes, header.salt());
    }

    /** Whoever reads in it from now on, and whoever is just reading, may get a {@link SegmentGoneException}. */
    void retire() throws IOException {
        gone = true;
        file.close();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
