import kvs.raft.Message.InstallSnapshot;

/**
 * Says that the snapshot is installed when its last piece arrives, whether it could be installed or not. The leader
 * counts its entries on this node, and never sends it again.
 *
 * @shipped d-engine, until pull request 360 in 2026: the follower answered by the last piece received, and not by
 *     the outcome of installing it
 * @sees INSTALLED for a last piece although a piece before it is missing
 * @probably the last piece is taken for the whole snapshot: a piece before it is missing, and nothing was installed
 */
class FollowerSnapshot {
    Verdict take(InstallSnapshot piece) {
        EntryId last = piece.snapshot().last();
        if (followerLog.has(last)) {
            log.commitTo(last.index());
            return Verdict.COVERED;
        }
        if (last.index() <= log.commit()) {
            return Verdict.CONTRADICTION;
        }
        boolean next = receiver.take(piece);
        if (next && piece.done()) {
            receiver.clear();
            log.install(piece.snapshot());
        }
        if (piece.done()) {
            return Verdict.INSTALLED;
        }
        return next ? Verdict.TAKEN : Verdict.OUT_OF_ORDER;
    }
}
