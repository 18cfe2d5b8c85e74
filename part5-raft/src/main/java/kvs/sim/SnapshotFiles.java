package kvs.sim;

import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import kvs.raft.Effects;
import kvs.raft.Snapshot;
import kvs.raft.kv.SnapshotStore;
import org.jspecify.annotations.Nullable;

/** The snapshots of a node: the one on its disk, and one that arrives. */
final class SnapshotFiles implements SnapshotStore {
    private final Committed committed;
    /** The durable snapshot, or null for a node that has none. */
    private @Nullable Content durable;

    private @Nullable Snapshot arriving;
    private ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    /** The last one that arrived as a whole. It becomes durable with the write that names it. */
    private @Nullable Content arrived;

    /**
     * A snapshot with its bytes.
     *
     * @param chain the chain of its last entry
     */
    record Content(Snapshot snapshot, long chain, byte[] bytes) {}

    SnapshotFiles(Committed committed) {
        this.committed = committed;
    }

    @Override
    public void store(Effects.StoreChunk chunk) {
        if (chunk.offset() == 0) {
            arriving = chunk.snapshot();
            pieces = new ByteArrayOutputStream();
        }
        if (!chunk.snapshot().equals(arriving) || chunk.offset() != pieces.size()) {
            throw new IllegalStateException(
                    "A piece of snapshot " + chunk.snapshot().last() + " at offset "
                            + chunk.offset() + " does not follow what was kept: " + pieces.size() + " bytes of "
                            + (arriving == null ? "none" : arriving.last()));
        }
        pieces.writeBytes(chunk.chunk());
        if (chunk.done()) {
            arrived = new Content(chunk.snapshot(), chainOf(chunk.snapshot()), pieces.toByteArray());
            arriving = null;
        }
    }

    @Override
    public Iterator<byte[]> content(Snapshot snapshot) {
        Content content = find(snapshot);
        if (content == null) {
            throw new IllegalStateException("There is no snapshot " + snapshot.last() + " on this node");
        }
        return List.of(content.bytes()).iterator();
    }

    /** Returns what has arrived of a snapshot; null if nothing has, or another one arrives by now. */
    byte @Nullable [] arrived(Snapshot snapshot) {
        return snapshot.equals(arriving) ? pieces.toByteArray() : null;
    }

    /** Returns whether some pieces of a snapshot have arrived, and not all. */
    boolean isArriving() {
        return arriving != null;
    }

    /** Returns the snapshot, durable or not, or null. */
    @Nullable
    Content find(Snapshot snapshot) {
        if (arrived != null && arrived.snapshot().equals(snapshot)) {
            return arrived;
        }
        return durable != null && durable.snapshot().equals(snapshot) ? durable : null;
    }

    /** Returns a snapshot of which every piece arrived. */
    Content received(Snapshot snapshot) {
        Content content = find(snapshot);
        if (content == null) {
            throw new Violation(
                    Rule.WRITES_WELL_FORMED,
                    "snapshot " + snapshot.last() + " was installed, and not all of its pieces had arrived",
                    List.of());
        }
        return content;
    }

    void installed(Content content) {
        durable = content;
    }

    /** Forgets what was not durable. */
    void crash() {
        arriving = null;
        arrived = null;
    }

    /** Returns the chain of the snapshot's last entry, which has to be committed. */
    long chainOf(Snapshot snapshot) {
        if (!committed.contains(snapshot.last())) {
            throw new Violation(
                    Rule.COMMITTED_ENTRIES_AGREE,
                    "a snapshot ends at " + snapshot.last() + ", which is not a committed entry",
                    List.of());
        }
        return committed.chainAt(snapshot.last().index());
    }
}
