package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import kvs.cluster.HardStateFile.Stored;
import kvs.io.Disk;
import kvs.io.ForceFailedException;
import kvs.log.LogBrokenException;
import kvs.log.LogOptions;
import kvs.raft.Configuration;
import kvs.raft.Effects;
import kvs.raft.Entry;
import kvs.raft.HardState;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import kvs.raft.kv.FrozenSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node must not forget: its hard state, its log, its snapshot.
 *
 * <pre>
 *   write ──▶ hard-state ──────▶ snapshot-I-T ─────▶ log/
 *             replaced, forced   renamed, forced     started over, or cut; appended; one force
 * </pre>
 *
 * <p>The order is what a crash has to leave: a hard state that is newer than the log, never the other way round. A newer
 * one does no harm, because no message that depends on it has left.
 *
 * <p>The hard state carries a <em>mark</em>: the index up to which the log was durable by then. A log that ends before the
 * mark has been damaged ({@link Recovery}). So the mark is lowered before entries are removed, and raised now and then.
 *
 * <p><b>Threads.</b> Methods are for the node's disk thread, unless they say otherwise.
 *
 * <p><b>Errors.</b> After a {@link StorageBrokenException} the node has to stop. Any other {@link IOException} of {@link
 * #write} or {@link #storeChunk}, as on a full disk, leaves a prefix of what was to be written, perhaps nothing. Nothing of
 * it may be acknowledged; the same call may be repeated, and then does the rest. So it is with a {@link
 * kvs.io.DirectoryLostException}, of which the node stops: its directory was renamed or removed.
 */
final class NodeStorage implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStorage.class);

    private final HardStateFile file;
    private final SnapshotDirectory snapshots;
    private final IncomingSnapshot incoming;
    private final EntryLog log;
    private final Restored restored;
    private final List<String> remarks;

    /** As on disk; null if there is no file yet. */
    private @Nullable Stored stored;

    /** What is stored with the first hard state. */
    private final Configuration initial;

    /** 0, or the index that the log has to reach before the node counts again. */
    private long damagedUpTo;

    /** The segment that was appended to when the hard state was stored. */
    private int markedSegment;

    /** Why nothing is written any more; null while it is. */
    private @Nullable StorageBrokenException broken;

    private NodeStorage(Disk disk, Path directory, Configuration initial, Recovery.Recovered found) {
        this.file = found.file();
        this.stored = found.stored();
        this.snapshots = found.snapshots();
        this.incoming = new IncomingSnapshot(disk, directory);
        this.log = found.log();
        this.restored = found.restored();
        this.remarks = found.remarks();
        this.initial = initial;
        this.damagedUpTo = restored.damagedUpTo();
        this.markedSegment = log.newestSegment();
    }

    /**
     * Opens what is in {@code directory}, and recovers it.
     *
     * @param initial the configuration of a node that starts for the first time; later starts ignore it
     * @throws IOException if something is missing that a crash does not explain; nothing has been changed, but that the log
     *     may be marked as closed
     */
    static NodeStorage open(Disk disk, Path directory, Configuration initial) throws IOException {
        return open(disk, directory, initial, LogOptions.defaults());
    }

    /** As {@link #open(Disk, Path, Configuration)}, with a log of these options. */
    static NodeStorage open(Disk disk, Path directory, Configuration initial, LogOptions options) throws IOException {
        return new NodeStorage(disk, directory, initial, Recovery.run(disk, directory, options, initial));
    }

    /** Returns what was found. */
    Restored restored() {
        return restored;
    }

    /** Returns what the operator has to hear of: a sentence for each thing that was wrong at the start. */
    List<String> remarks() {
        return remarks;
    }

    /**
     * Makes these writes durable, in their order, with one force of the log for all of them where that is enough.
     *
     * @throws StorageBrokenException if a force has failed, now or earlier: the node has to stop
     * @throws IOException if there is no room, or the like: see above
     */
    void write(List<Write> writes) throws IOException {
        int from = lastWithSnapshot(writes);
        guard(() -> {
            // What is written is acknowledged, so it must be where the next start looks for it.
            log.requireDirectory();
            storeHardState(writes, from);
            boolean appended = false;
            for (Write write : writes.subList(from, writes.size())) {
                if (write.snapshot() != null) {
                    snapshots.install(write.snapshot());
                    log.startOver(write.snapshot().last().index() + 1);
                }
                append(write.entries());
                appended |= !write.entries().isEmpty();
            }
            if (appended) {
                log.force();
            }
            if (end() >= damagedUpTo) {
                damagedUpTo = 0;
            }
            if (log.newestSegment() != markedSegment) {
                raiseMark();
            }
        });
    }

    /** Stores how far the log goes by now. Where there is no room for that, the mark stays lower until the next time. */
    private void raiseMark() throws IOException {
        try {
            store(currentHardState(), end());
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn("the mark stays where it was, and is raised later: {}", e.getMessage());
        }
    }

    /** Returns the place of the last write with a snapshot, which takes the place of all before it; 0 if there is none. */
    private static int lastWithSnapshot(List<Write> writes) {
        for (int i = writes.size() - 1; i > 0; i--) {
            if (writes.get(i).snapshot() != null) {
                return i;
            }
        }
        return 0;
    }

    /** Stores the latest hard state of all these writes, and a mark that none of them goes below. */
    private void storeHardState(List<Write> writes, int from) throws IOException {
        HardState latest = currentHardState();
        for (Write write : writes) {
            latest = write.hardState() == null ? latest : write.hardState();
        }
        long kept = end();
        for (Write write : writes.subList(from, writes.size())) {
            if (write.snapshot() != null) {
                kept = Math.min(kept, write.snapshot().last().index());
            }
            if (!write.entries().isEmpty()) {
                kept = Math.min(kept, write.entries().getFirst().index() - 1);
            }
        }
        kept = Math.max(kept, snapshots.index());
        Stored before = stored;
        if (before == null || !before.hardState().equals(latest) || (damagedUpTo == 0 && before.mark() > kept)) {
            store(latest, kept);
        }
    }

    private HardState currentHardState() {
        Stored now = stored;
        return now == null ? HardState.INITIAL : now.hardState();
    }

    /** @param end the index up to which log or snapshot are durable, and remain so */
    private void store(HardState hardState, long end) throws IOException {
        Stored before = stored;
        long mark = damagedUpTo > 0 ? damagedUpTo : end;
        Stored after = new Stored(hardState, mark, damagedUpTo, before == null ? initial : before.initial());
        if (!after.equals(before)) {
            file.store(after);
            stored = after;
        }
        markedSegment = log.newestSegment();
    }

    /** Returns the index up to which the node has everything on disk: in the log or in the snapshot. */
    private long end() {
        return Math.max(log.last(), snapshots.index());
    }

    private void append(List<Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        if (entries.getFirst().index() <= log.last()) {
            log.truncateFrom(entries.getFirst().index());
        }
        for (Entry entry : entries) {
            log.append(entry);
        }
    }

    /**
     * Keeps a piece of a snapshot that arrives. One at offset 0 drops what was kept of an unfinished snapshot.
     *
     * @throws StorageBrokenException as in {@link #write}
     */
    void storeChunk(Effects.StoreChunk chunk) throws IOException {
        guard(() -> {
            if (chunk.offset() == 0) {
                snapshots.arrivesAgain(chunk.snapshot());
            }
            SnapshotFile whole = incoming.store(chunk);
            if (whole != null) {
                snapshots.arrived(whole);
            }
        });
    }

    /**
     * Opens a snapshot that arrives, as far as its pieces have been kept. Any thread may then read it, while this one goes on:
     * bytes that it has are not changed, unless the snapshot begins anew.
     *
     * @throws IOException also if another one arrives by now
     */
    SnapshotContent arriving(Snapshot snapshot) throws IOException {
        return incoming.open(snapshot);
    }

    /**
     * Returns the bytes of a snapshot: the one on disk, or one whose last piece has been kept. Any thread may call this,
     * after the disk thread has kept that piece, and reads the file as it goes.
     *
     * @throws IOException also if there is no such snapshot
     */
    Iterator<byte[]> content(Snapshot snapshot) throws IOException {
        return snapshots.content(snapshot);
    }

    /** A snapshot of this node's own state, written and forced under a temporary name. */
    record Draft(Snapshot snapshot, Path file, long bytes) {}

    /**
     * Writes a snapshot beside the old one, and forces it. For one background thread.
     *
     * @throws IOException also if there is no room; the unfinished file is deleted
     */
    Draft draft(FrozenSnapshot frozen) throws IOException {
        return snapshots.draft(frozen);
    }

    /**
     * Gives a draft its name, durably, and deletes the snapshots before it. A draft that is older than the snapshot on disk
     * is deleted instead.
     *
     * @throws StorageBrokenException as in {@link #write}
     */
    void publish(Draft draft) throws IOException {
        guard(() -> {
            if (stored == null) {
                store(HardState.INITIAL, end());
            }
            snapshots.publish(draft);
            if (end() >= damagedUpTo) {
                damagedUpTo = 0;
            }
        });
    }

    /** Deletes a draft that is not needed. */
    void discard(Draft draft) throws IOException {
        snapshots.discard(draft);
    }

    /** Deletes the files that hold only entries before {@code first}, of those that the snapshot on disk covers. */
    void compact(long first) throws IOException {
        guard(() -> log.compact(Math.min(first, snapshots.index() + 1)));
    }

    /** A piece of a snapshot's bytes. */
    record Piece(byte[] bytes, boolean last) {}

    /**
     * Reads up to {@code maxBytes} of a snapshot; null if the node no longer has it. For one background thread.
     *
     * @param offset from 0 to the snapshot's length
     */
    @Nullable
    Piece read(Snapshot snapshot, long offset, int maxBytes) throws IOException {
        return snapshots.read(snapshot, offset, maxBytes);
    }

    /** Returns the size of the log's files. Any thread may call this. */
    long logBytes() {
        return log.bytes();
    }

    /** Returns the size of the snapshot; 0 if there is none. Any thread may call this. */
    long snapshotBytes() {
        SnapshotFile current = snapshots.current();
        return current == null ? 0 : current.bytes();
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guard(Step step) throws IOException {
        if (broken != null) {
            throw new StorageBrokenException(broken);
        }
        try {
            step.run();
        } catch (ForceFailedException | LogBrokenException e) {
            broken = new StorageBrokenException(e);
            throw broken;
        }
    }

    /** Forces what is written, stores how far the log goes, and closes the files. */
    @Override
    public void close() throws IOException {
        // A broken storage changes nothing any more.
        Closeable closing = broken == null ? log : log::release;
        try (closing;
                snapshots;
                incoming) {
            if (broken == null && stored != null) {
                guard(() -> {
                    log.force();
                    raiseMark();
                });
            }
        }
    }
}
