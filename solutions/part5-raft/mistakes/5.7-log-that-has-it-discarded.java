import kvs.raft.Message.InstallSnapshot;

/**
 * Asks only whether the snapshot ends after the commit index, and not whether the log has its last entry. Entries
 * after the snapshot's end go, although they may be acknowledged, and the leader may have committed them by that.
 *
 * @shipped Zeebe, issue 6092 in 2021: a snapshot that ended within the log cut the entries after it
 * @sees a log without the entries that followed the snapshot
 * @probably a log that has the snapshot's last entry gives way to it: the entries after it are lost
 */
class FollowerSnapshot {
    Verdict take(InstallSnapshot piece) {
        EntryId last = piece.snapshot().last();
        if (last.index() <= log.commit()) {
            return followerLog.has(last) ? Verdict.COVERED : Verdict.CONTRADICTION;
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
