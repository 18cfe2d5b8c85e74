package kvs.raft.kv;

import kvs.raft.Entry;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a snapshot is due. At most one is being written at a time.
 *
 * <p>A snapshot costs what the whole state has in bytes, so it pays once about that much was applied: a small state is
 * written often, for little, and a large one no more often than it is worth. What was applied since the last snapshot stays
 * in memory, so this bounds the memory, too: by the size of the state, and by a number of entries.
 */
final class SnapshotSchedule {
    private final ReplicaOptions options;
    private long entriesSince;
    private long bytesSince;
    private boolean requested;
    private @Nullable Snapshot beingWritten;

    SnapshotSchedule(ReplicaOptions options) {
        this.options = options;
    }

    void applied(Entry entry) {
        entriesSince++;
        bytesSince += entry.sizeBytes();
    }

    /** Asks for a snapshot in this turn, however little was applied since the last. */
    void request() {
        requested = true;
    }

    /**
     * Ends the turn; returns whether a snapshot is to be written now.
     *
     * @param stateBytes about the size of the snapshot
     */
    boolean takeDue(long stateBytes) {
        boolean asked = requested;
        requested = false;
        if (beingWritten != null || entriesSince == 0) {
            return false;
        }
        return asked
                || entriesSince >= options.snapshotEntries()
                || bytesSince >= Math.max(options.snapshotBytes(), stateBytes);
    }

    /** The state of now is being written as {@code snapshot}. */
    void begin(Snapshot snapshot) {
        beingWritten = snapshot;
        restart();
    }

    /** A snapshot took the place of the state: nothing was applied since, and what is being written is out of date. */
    void replaced() {
        beingWritten = null;
        restart();
    }

    private void restart() {
        entriesSince = 0;
        bytesSince = 0;
    }

    /** {@code snapshot} is durable. */
    void taken(Snapshot snapshot) {
        if (snapshot.equals(beingWritten)) {
            beingWritten = null;
        }
    }

    /** {@code snapshot} could not be written: the next one is due after as many entries as usual. */
    void failed(Snapshot snapshot) {
        taken(snapshot);
    }
}
