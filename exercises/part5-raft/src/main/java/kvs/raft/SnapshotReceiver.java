package kvs.raft;

import kvs.raft.Message.InstallSnapshot;
import org.jspecify.annotations.Nullable;

/** The pieces of a snapshot that a follower has received so far. They count only in order, and only of one snapshot. */
final class SnapshotReceiver {
    private @Nullable Snapshot snapshot;

    /** How many bytes of it have arrived. */
    private long received;

    /**
     * Takes a piece if it is the next one. The next piece begins where the pieces of its snapshot that were taken so far
     * end: {@link #received} says where. So the first piece of another snapshot is the next one, too; what was received
     * of the former snapshot no longer counts then. Any other piece is late or doubled, or one before it was lost: it
     * changes nothing.
     *
     * @return whether it was the next one
     * @exercise 5.7
     */
    boolean take(InstallSnapshot piece) {
        throw new UnsupportedOperationException("exercise 5.7: not written yet");
    }

    /** Returns how many bytes of {@code asked} have arrived: where its next piece has to begin. 0 for another snapshot. */
    long received(Snapshot asked) {
        return asked.equals(snapshot) ? received : 0;
    }

    /** Forgets what was received. */
    void clear() {
        snapshot = null;
        received = 0;
    }
}
