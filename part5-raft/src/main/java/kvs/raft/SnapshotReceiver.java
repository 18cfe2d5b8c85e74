package kvs.raft;

import kvs.raft.Message.InstallSnapshot;
import org.jspecify.annotations.Nullable;

/** The pieces of a snapshot that a follower has received so far. They count only in order, and only of one snapshot. */
final class SnapshotReceiver {
    private @Nullable Snapshot snapshot;
    private long received;

    /**
     * Takes a piece if it is the next one.
     *
     * @return whether it was
     */
    boolean take(InstallSnapshot piece) {
        boolean starts =
                piece.offset() == 0 && (received == 0 || !piece.snapshot().equals(snapshot));
        if (starts) {
            snapshot = piece.snapshot();
            received = 0;
        }
        if (!piece.snapshot().equals(snapshot) || piece.offset() != received) {
            return false;
        }
        received += piece.chunk().length;
        return true;
    }

    /** Returns how many bytes of {@code asked} have arrived: where the next piece has to begin. */
    long received(Snapshot asked) {
        return asked.equals(snapshot) ? received : 0;
    }

    /** Forgets what was received. */
    void clear() {
        snapshot = null;
        received = 0;
    }
}
