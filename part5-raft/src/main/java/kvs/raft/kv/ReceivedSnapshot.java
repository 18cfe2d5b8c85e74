package kvs.raft.kv;

import java.util.Iterator;
import kvs.raft.Snapshot;

/**
 * A snapshot whose pieces have all arrived, to be read in the background while the replica goes on with its old state.
 *
 * @param number differs for each reading of one replica
 * @param snapshot what it stands for
 * @param options of the replica
 */
public record ReceivedSnapshot(long number, Snapshot snapshot, ReplicaOptions options) {

    /**
     * Reads the snapshot, and returns the state machine that starts from it. For one thread, which hands it to {@link
     * Replica#snapshotRead}.
     *
     * @param content the snapshot's bytes, in pieces cut anywhere
     * @throws DamagedSnapshotException if they are not a whole snapshot
     */
    public KvStateMachine read(Iterator<byte[]> content) {
        return KvStateMachine.restored(options, snapshot, content);
    }
}
