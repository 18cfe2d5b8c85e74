import kvs.raft.Message.InstallSnapshot;

/**
 * Begins anew with every piece at offset 0, also if it is of the same snapshot. A first piece that arrives twice throws
 * away all that came after it.
 *
 * @sees fewer bytes received than before
 * @probably a first piece that arrives twice begins the snapshot anew: only the first piece of another snapshot does
 */
class SnapshotReceiver {
    boolean take(InstallSnapshot piece) {
        if (piece.offset() == 0) {
            snapshot = piece.snapshot();
            received = 0;
        }
        if (piece.offset() != received(piece.snapshot())) {
            return false;
        }
        received += piece.chunk().length;
        return true;
    }
}
