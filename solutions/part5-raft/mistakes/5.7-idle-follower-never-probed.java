import kvs.raft.RaftStatus.Mode;

/**
 * Sends nothing where the log has no entry for the follower. A new leader whose log was purged to its end begins with
 * followers of unknown position, asks none of them. Where heartbeats name no previous entry, it never learns that one
 * needs the snapshot.
 *
 * @shipped openraft, issue 1828, found in 2026; Ratis, in 2026 as well
 * @sees NOTHING for a follower of unknown position
 * @probably a follower of unknown position is asked only if there is an entry to send: an idle one never is
 */
class SendRule {
    static Due due(Progress follower, RaftLog log, RaftOptions options) {
        if (follower.mode() == Mode.SNAPSHOT || log.termAt(follower.next() - 1) < 0) {
            return Due.SNAPSHOT;
        }
        if (!follower.maySend(options) || follower.next() > log.lastIndex()) {
            return Due.NOTHING;
        }
        return Due.ENTRIES;
    }
}
