import kvs.raft.Message.InstallSnapshot;

/**
 * Looks for the snapshot's end among the entries that are kept. A late snapshot that ends before them counts as a
 * contradiction, and is not answered.
 *
 * @sees CONTRADICTION for a snapshot that ends before the log
 * @probably an entry that a snapshot of its own covers counts as missing: it is committed, and so it is there
 */
class FollowerSnapshot {
    Verdict take(InstallSnapshot piece) {
        EntryId last = piece.snapshot().last();
        if (log.contains(last)) {
            log.commitTo(last.index());
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
