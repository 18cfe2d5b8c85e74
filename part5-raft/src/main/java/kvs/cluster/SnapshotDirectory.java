package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kvs.cluster.NodeStorage.Draft;
import kvs.cluster.NodeStorage.Piece;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.raft.EntryId;
import kvs.raft.Snapshot;
import kvs.raft.kv.FrozenSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a node: the newest that is durable, and the one that has arrived.
 *
 * <pre>
 *   draft    snapshot-I-T.draft     ──┐ rename, force
 *                                     ├──────────────▶ snapshot-I-T ──▶ delete the older ones
 *   arrived  snapshot-I-T.arriving  ──┘ the directory
 * </pre>
 *
 * <p><b>Threads.</b> The disk thread publishes, installs and deletes. Meanwhile one background thread may draft and {@link
 * #read}, and any may ask for {@link #content}.
 */
final class SnapshotDirectory implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotDirectory.class);

    private final Disk disk;
    private final Path directory;

    /** The newest durable snapshot; null if there is none. */
    private volatile @Nullable SnapshotFile current;

    /** A snapshot of which every piece has arrived, and which is not installed yet; null if there is none. */
    private volatile @Nullable SnapshotFile arrived;

    /**
     * The name that a snapshot has got and that is not durable yet, because the directory could not be forced; null if there is
     * none. When it is published again, it must not be renamed again. Only the disk thread uses it.
     */
    private @Nullable Path renamed;

    /** What {@link #read} reads from, kept open between calls; null if it reads nothing. Guarded by itself. */
    private final Reading reading = new Reading();

    private static final class Reading {
        private @Nullable SnapshotFile of;
        private @Nullable DiskFile file;

        void end() throws IOException {
            DiskFile open = file;
            of = null;
            file = null;
            if (open != null) {
                open.close();
            }
        }
    }

    SnapshotDirectory(Disk disk, Path directory, @Nullable SnapshotFile current) {
        this.disk = disk;
        this.directory = directory;
        this.current = current;
    }

    /** Returns the newest durable snapshot; null if there is none. */
    @Nullable
    SnapshotFile current() {
        return current;
    }

    /** Returns the index of the last entry that the newest durable snapshot covers; 0 if there is none. */
    long index() {
        SnapshotFile now = current;
        return now == null ? 0 : now.snapshot().last().index();
    }

    /** Writes a snapshot under a temporary name, and forces it. A file that cannot be finished is deleted. */
    Draft draft(FrozenSnapshot frozen) throws IOException {
        Snapshot snapshot = frozen.snapshot();
        Path path = SnapshotName.DRAFT.in(directory, snapshot.last());
        try (SnapshotFileWriter writer = SnapshotFileWriter.create(disk, path, snapshot)) {
            while (frozen.chunks().hasNext()) {
                writer.append(frozen.chunks().next());
            }
            return new Draft(snapshot, path, writer.finish().bytes());
        } catch (IOException | RuntimeException e) {
            CheckedFile.deleteAfter(e, disk, path);
            throw e;
        }
    }

    /** Gives a draft its name. Does nothing but delete it if a snapshot of the same or a later entry is there. */
    void publish(Draft draft) throws IOException {
        if (draft.snapshot().last().index() <= index()) {
            disk.delete(draft.file());
            return;
        }
        int header = SnapshotFile.header(draft.snapshot()).remaining();
        publish(new SnapshotFile(draft.snapshot(), draft.file(), header, draft.bytes()));
    }

    /** Deletes a draft that is not needed. */
    void discard(Draft draft) throws IOException {
        disk.delete(draft.file());
    }

    void arrived(SnapshotFile file) {
        arrived = file;
    }

    /** Notes that the file under the name of an arrived snapshot is being written anew. */
    void arrivesAgain(Snapshot snapshot) {
        SnapshotFile before = arrived;
        if (before != null && before.snapshot().last().equals(snapshot.last())) {
            arrived = null;
        }
    }

    /** Makes the snapshot that has arrived the current one. Does nothing if it is that already. */
    void install(Snapshot snapshot) throws IOException {
        SnapshotFile file = arrived;
        SnapshotFile now = current;
        if (file != null && file.snapshot().equals(snapshot)) {
            publish(file);
            arrived = null;
        } else if (now == null || !now.snapshot().equals(snapshot)) {
            throw new IllegalStateException("Snapshot " + snapshot.last()
                    + " is to be installed, and its last piece has" + " not arrived. Report this as a bug");
        }
    }

    private void publish(SnapshotFile file) throws IOException {
        EntryId last = file.snapshot().last();
        Path path = SnapshotName.PUBLISHED.in(directory, last);
        if (!path.equals(renamed)) {
            disk.rename(file.path(), path);
            renamed = path;
        }
        disk.forceDirectory(directory);
        renamed = null;
        current = file.named(path);
        deleteOlder(last.index());
    }

    /** Deletes the snapshots that the current one replaces. What cannot be deleted is tried again with the next. */
    private void deleteOlder(long index) {
        try {
            for (String name : disk.list(directory)) {
                EntryId last = SnapshotName.last(name);
                if (SnapshotName.PUBLISHED.is(name) && last != null && last.index() < index) {
                    disk.delete(directory.resolve(name));
                }
            }
            synchronized (reading) {
                reading.end();
            }
        } catch (IOException e) {
            LOG.warn("{}: old snapshots could not be deleted: {}", directory, e.getMessage());
        }
    }

    /** Returns the bytes of the current snapshot, or of the one that has arrived. Any thread may call this. */
    Iterator<byte[]> content(Snapshot snapshot) throws IOException {
        SnapshotFile tried = null;
        while (true) {
            SnapshotFile found = find(snapshot);
            if (found == null || found.equals(tried)) {
                throw new NoSuchFileException(
                        SnapshotName.PUBLISHED.in(directory, snapshot.last()).toString(),
                        null,
                        "the node has no such snapshot");
            }
            try {
                return found.content(disk.openToRead(found.path()));
            } catch (NoSuchFileException _) {
                // It gets its name just now: look again, once for each name.
                tried = found;
            }
        }
    }

    /** Reads a piece of a snapshot; null if the node does not have it, or has fewer bytes of it. One background thread. */
    @Nullable
    Piece read(Snapshot snapshot, long offset, int maxBytes) throws IOException {
        synchronized (reading) {
            SnapshotFile found = current;
            if (found == null || !found.snapshot().equals(snapshot) || offset < 0 || offset > found.bytes()) {
                return null;
            }
            DiskFile file = reading.file;
            if (file == null || !found.equals(reading.of)) {
                reading.end();
                try {
                    file = disk.openToRead(found.path());
                } catch (NoSuchFileException e) {
                    if (found.equals(current)) {
                        throw e;
                    }
                    return null;
                }
                reading.of = found;
                reading.file = file;
            }
            byte[] bytes = found.read(file, offset, maxBytes);
            boolean last = offset + bytes.length == found.bytes();
            if (last) {
                reading.end();
            }
            return new Piece(bytes, last);
        }
    }

    /** Returns the current snapshot or the one that has arrived, if it is {@code snapshot}; null if neither is. */
    private @Nullable SnapshotFile find(Snapshot snapshot) {
        SnapshotFile file = arrived;
        if (file != null && file.snapshot().equals(snapshot)) {
            return file;
        }
        file = current;
        return file != null && file.snapshot().equals(snapshot) ? file : null;
    }

    /** Returns the names of files that a crash has left under a temporary name. */
    static List<String> leftovers(List<String> names) {
        List<String> leftovers = new ArrayList<>();
        for (String name : names) {
            if (SnapshotName.DRAFT.is(name) || SnapshotName.ARRIVING.is(name)) {
                leftovers.add(name);
            }
        }
        return leftovers;
    }

    @Override
    public void close() throws IOException {
        synchronized (reading) {
            reading.end();
        }
    }
}
