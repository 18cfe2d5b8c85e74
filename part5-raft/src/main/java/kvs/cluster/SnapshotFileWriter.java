package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/** Writes a {@link SnapshotFile}, piece by piece. One thread. */
final class SnapshotFileWriter implements Closeable {
    private final Snapshot snapshot;
    private final DiskFile file;
    private final long contentAt;

    /** Of everything before {@link #end}. */
    private final CRC32C crc = new CRC32C();

    /** Where the next bytes go. What a failed call has left after it is overwritten by the next. */
    private long end;

    /** The bytes after the content; null until the content is complete. */
    private @Nullable ByteBuffer footer;

    private SnapshotFileWriter(Snapshot snapshot, DiskFile file, ByteBuffer header) throws IOException {
        this.snapshot = snapshot;
        this.file = file;
        append(header);
        this.contentAt = end;
    }

    /** Begins a file, in the place of one that was begun under the same name. */
    static SnapshotFileWriter create(Disk disk, Path path, Snapshot snapshot) throws IOException {
        disk.delete(path);
        DiskFile file = disk.create(path);
        try {
            return new SnapshotFileWriter(snapshot, file, SnapshotFile.header(snapshot));
        } catch (IOException | RuntimeException e) {
            try (file) {
                CheckedFile.deleteAfter(e, disk, path);
            }
            throw e;
        }
    }

    /** Appends a piece of the content. If this fails, as on a full disk, it may be repeated. */
    void append(byte[] piece) throws IOException {
        append(ByteBuffer.wrap(piece));
    }

    private void append(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        CheckedFile.writeAll(file, bytes.duplicate(), end);
        crc.update(bytes);
        end += length;
    }

    /** Returns what is there so far, without the footer. */
    SnapshotFile soFar() {
        return new SnapshotFile(snapshot, file.path(), contentAt, contentBytes());
    }

    /** Returns the length of the content so far. */
    long contentBytes() {
        return end - contentAt;
    }

    /** Completes the file, and forces it. If this fails, as on a full disk, it may be repeated; not after a failed force. */
    SnapshotFile finish() throws IOException {
        ByteBuffer footer = footer();
        CheckedFile.writeAll(file, footer.duplicate(), end);
        file.truncate(end + footer.remaining());
        file.force();
        return soFar();
    }

    private ByteBuffer footer() {
        ByteBuffer made = footer;
        if (made == null) {
            made = ByteBuffer.allocate(SnapshotFile.FOOTER_BYTES).putLong(contentBytes());
            crc.update(made.duplicate().flip());
            made.putInt((int) crc.getValue()).flip();
            footer = made;
        }
        return made;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
