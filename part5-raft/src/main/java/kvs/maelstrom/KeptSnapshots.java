package kvs.maelstrom;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import kvs.raft.Effects.SendChunk;
import kvs.raft.Effects.StoreChunk;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Snapshot;
import kvs.raft.kv.SnapshotStore;
import org.jspecify.annotations.Nullable;

/** The snapshots of a node, in memory: its latest one, and one that arrives. */
final class KeptSnapshots implements SnapshotStore {
    /** A snapshot with its bytes. */
    private record Content(Snapshot snapshot, byte[] bytes) {}

    private @Nullable Content latest;

    /** The pieces so far, or all of them, of the snapshot that arrives. */
    private @Nullable Snapshot arriving;

    private ByteArrayOutputStream pieces = new ByteArrayOutputStream();

    @Override
    public void store(StoreChunk chunk) {
        if (chunk.offset() == 0) {
            arriving = chunk.snapshot();
            pieces = new ByteArrayOutputStream();
        }
        pieces.writeBytes(chunk.chunk());
    }

    /** Returns what has arrived of {@code snapshot}. */
    Iterator<byte[]> arrived(Snapshot snapshot) {
        if (!snapshot.equals(arriving)) {
            throw new IllegalStateException("Snapshot " + snapshot.last() + " is not the one that arrives");
        }
        return List.of(pieces.toByteArray()).iterator();
    }

    /** Keeps the snapshot that has arrived. */
    void install(Snapshot snapshot) {
        if (snapshot.equals(arriving)) {
            latest = new Content(snapshot, pieces.toByteArray());
            arriving = null;
        }
    }

    @Override
    public Iterator<byte[]> content(Snapshot snapshot) {
        if (latest == null || !latest.snapshot().equals(snapshot)) {
            throw new IllegalStateException("There is no snapshot " + snapshot.last() + " on this node");
        }
        return List.of(latest.bytes()).iterator();
    }

    /** Keeps a snapshot of this node's own state. */
    void keep(Snapshot snapshot, Iterator<byte[]> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEachRemaining(all::writeBytes);
        latest = new Content(snapshot, all.toByteArray());
    }

    /** Returns the piece that is to be sent, or null if its snapshot is no longer here. */
    @Nullable
    InstallSnapshot piece(SendChunk asked, int maxBytes) {
        if (latest == null || !latest.snapshot().equals(asked.snapshot()) || asked.offset() > latest.bytes().length) {
            return null;
        }
        byte[] bytes = latest.bytes();
        int from = (int) asked.offset();
        int to = Math.min(bytes.length, from + maxBytes);
        return new InstallSnapshot(
                asked.term(),
                asked.snapshot(),
                from,
                Arrays.copyOfRange(bytes, from, to),
                to == bytes.length,
                asked.round());
    }
}
