import kvs.raft.Message.InstallSnapshot;

/**
 * Compares the offset alone. When a leader changes to a newer snapshot, the second half of the one is joined to the
 * first half of the other.
 *
 * @sees a piece of another snapshot that counts
 * @probably a piece counts by its offset alone, of whichever snapshot it is
 */
class SnapshotReceiver {
    boolean take(InstallSnapshot piece) {
        if (piece.offset() == 0 && !piece.snapshot().equals(snapshot)) {
            received = 0;
        }
        if (piece.offset() != received) {
            return false;
        }
        snapshot = piece.snapshot();
        received += piece.chunk().length;
        return true;
    }
}
