import kvs.raft.Message.InstallSnapshot;

/**
 * Installs every snapshot whose end the log does not have, also if another entry is committed there.
 *
 * @sees a committed entry that was replaced
 * @probably a snapshot replaces an entry that is committed: no leader of this cluster sends it
 */
class FollowerSnapshot {
    Verdict take(InstallSnapshot piece) {
        EntryId last = piece.snapshot().last();
        if (followerLog.has(last)) {
            log.commitTo(last.index());
            return Verdict.COVERED;
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
