import kvs.raft.Message.InstallSnapshot;

/**
 * Takes every snapshot of the leader, also one that is older than what the node has applied. The state machine goes
 * back, and entries that clients have read are gone from it.
 *
 * @shipped openraft, until pull request 560 in 2022: a follower installed a snapshot that was behind what it had
 *     applied
 * @sees a commit index that falls
 * @probably a snapshot is installed that the log has already: the node goes back to an older state
 */
class FollowerSnapshot {
    Verdict take(InstallSnapshot piece) {
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
