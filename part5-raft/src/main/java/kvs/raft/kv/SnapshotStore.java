package kvs.raft.kv;

import java.util.Iterator;
import kvs.raft.Effects;
import kvs.raft.Snapshot;

/**
 * The driver's snapshots, as far as a {@link Replica} needs them: the pieces that arrive from a leader, and the bytes of the
 * one from which a node starts.
 */
public interface SnapshotStore {

    /**
     * Keeps a piece of a snapshot that arrives. A piece at offset 0 starts anew: what was kept of an unfinished snapshot
     * is dropped. The pieces have to be durable only together with the {@link kvs.raft.Write} that names their snapshot.
     */
    void store(Effects.StoreChunk chunk);

    /**
     * Returns the bytes of {@code snapshot} from the first to the last, in pieces cut anywhere. It is the one that the node
     * found on its disk when it started; the replica asks when it is created, and reads all of them at once.
     */
    Iterator<byte[]> content(Snapshot snapshot);
}
