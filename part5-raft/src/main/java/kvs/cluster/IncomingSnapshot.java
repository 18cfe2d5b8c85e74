package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.raft.Effects.StoreChunk;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/** A snapshot that arrives in pieces, kept in a file under a temporary name. One thread. */
final class IncomingSnapshot implements Closeable {
    private final Disk disk;
    private final Path directory;

    /** What arrives now; null if nothing does. */
    private @Nullable Snapshot snapshot;

    private @Nullable SnapshotFileWriter writer;

    IncomingSnapshot(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /**
     * Keeps a piece. If this fails, as on a full disk, the same piece may be tried again; not after a failed force.
     *
     * @return the whole file, forced, if this was the last piece; null if it was not
     */
    @Nullable
    SnapshotFile store(StoreChunk chunk) throws IOException {
        if (chunk.offset() == 0) {
            begin(chunk.snapshot());
        }
        SnapshotFileWriter file = writer;
        long kept = file == null ? 0 : file.contentBytes();
        // The last piece again, of which nothing was missing but the end of the file.
        boolean again = chunk.done() && kept == chunk.offset() + chunk.chunk().length && kept > chunk.offset();
        if (file == null || !chunk.snapshot().equals(snapshot) || (kept != chunk.offset() && !again)) {
            throw new IllegalStateException(
                    "A piece of snapshot " + chunk.snapshot().last() + " at offset "
                            + chunk.offset() + " does not follow what was kept: " + kept + " bytes of "
                            + (snapshot == null ? "none" : snapshot.last()) + ". Report this as a bug");
        }
        if (!again) {
            file.append(chunk.chunk());
        }
        if (!chunk.done()) {
            return null;
        }
        SnapshotFile whole = file.finish();
        close();
        return whole;
    }

    /**
     * Opens what has been kept so far of a snapshot.
     *
     * @throws IOException also if another one arrives by now
     */
    SnapshotContent open(Snapshot wanted) throws IOException {
        SnapshotFileWriter file = writer;
        if (file == null || !wanted.equals(snapshot)) {
            throw new NoSuchFileException(
                    SnapshotName.ARRIVING.in(directory, wanted.last()).toString(),
                    null,
                    "the snapshot no longer arrives");
        }
        SnapshotFile soFar = file.soFar();
        DiskFile opened = disk.openToRead(soFar.path());
        return new SnapshotContent(opened, soFar.content(opened));
    }

    private void begin(Snapshot next) throws IOException {
        drop();
        writer = SnapshotFileWriter.create(disk, SnapshotName.ARRIVING.in(directory, next.last()), next);
        snapshot = next;
    }

    /** Deletes what was kept of an unfinished snapshot. */
    private void drop() throws IOException {
        Snapshot unfinished = snapshot;
        close();
        if (unfinished != null) {
            disk.delete(SnapshotName.ARRIVING.in(directory, unfinished.last()));
        }
    }

    @Override
    public void close() throws IOException {
        SnapshotFileWriter open = writer;
        writer = null;
        snapshot = null;
        if (open != null) {
            open.close();
        }
    }
}
