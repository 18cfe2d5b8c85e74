import kvs.raft.Message.InstallSnapshot;

/**
 * Counts the bytes of the pieces, and does not look where they belong. A piece that was lost leaves a hole, and one
 * that is doubled is in the file twice.
 *
 * @sees a piece after a hole that counts, and one that counts twice
 * @probably pieces count although they are not the next: their offset is not compared
 */
class SnapshotReceiver {
    boolean take(InstallSnapshot piece) {
        if (!piece.snapshot().equals(snapshot)) {
            if (piece.offset() != 0) {
                return false;
            }
            snapshot = piece.snapshot();
            received = 0;
        }
        received += piece.chunk().length;
        return true;
    }
}
