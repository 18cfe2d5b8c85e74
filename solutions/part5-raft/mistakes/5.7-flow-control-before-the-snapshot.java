import kvs.raft.RaftStatus.Mode;

/**
 * Asks flow control first. While messages are under way that will never be answered, the entries after them are
 * purged, and the follower gets neither entries nor a snapshot.
 *
 * @sees NOTHING for a follower whose entries are gone
 * @probably flow control holds back a snapshot: no answer can bring on a follower whose entries are gone
 */
class SendRule {
    static Due due(Progress follower, RaftLog log, RaftOptions options) {
        if (follower.mode() == Mode.SNAPSHOT) {
            return Due.SNAPSHOT;
        }
        if (!follower.maySend(options)) {
            return Due.NOTHING;
        }
        if (log.termAt(follower.next() - 1) < 0) {
            return Due.SNAPSHOT;
        }
        return follower.mode() == Mode.PROBE || follower.next() <= log.lastIndex() ? Due.ENTRIES : Due.NOTHING;
    }
}
