package kvs.raft.kv;

import kvs.raft.Snapshot;

/**
 * The bytes of a snapshot are not what was written. The node that reads them stops before it replaces its own state: its
 * disk is as it was, and a restart asks the leader for the snapshot again.
 */
public final class DamagedSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param offset of the first byte of the part that is wrong
     */
    DamagedSnapshotException(Snapshot snapshot, long offset, String problem) {
        super("snapshot " + snapshot.last() + " is damaged at byte " + offset + ": " + problem);
    }
}
