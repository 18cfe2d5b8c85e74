import kvs.raft.Message.InstallSnapshot;

/**
 * Finds that the log has the snapshot's end, and forgets that what a snapshot covers is committed. The node is behind
 * in what it applies until the next heartbeat tells it.
 *
 * @sees a commit index that does not rise
 * @probably the commit index stays where it was: what a snapshot covers is committed
 */
class FollowerSnapshot {
    Verdict take(InstallSnapshot piece) {
        EntryId last = piece.snapshot().last();
        if (followerLog.has(last)) {
            return Verdict.COVERED;
        }
        if (last.index() <= log.commit()) {
            return Verdict.CONTRADICTION;
        }
        if (!receiver.take(piece)) {
            return Verdict.OUT_OF_ORDER;
        }
        if (!piece.done()) {
            return Verdict.TAKEN;
        }
        receiver.clear();
        log.install(piece.snapshot());
        return Verdict.INSTALLED;
    }
}
