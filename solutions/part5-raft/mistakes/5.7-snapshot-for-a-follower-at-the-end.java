import kvs.raft.RaftStatus.Mode;

/**
 * Looks for the next entry in the log in place of the one before it. A log that was purged to its end has none, and
 * sends its snapshot to followers that lack nothing.
 *
 * @shipped Ratis, RATIS-1305 in 2021: a leader without entries sent snapshots with every heartbeat
 * @sees SNAPSHOT for a follower that lacks nothing
 * @probably a log without entries sends its snapshot to followers that lack nothing: the entry before the next one
 *     is known
 */
class SendRule {
    static Due due(Progress follower, RaftLog log, RaftOptions options) {
        boolean purged = log.firstIndex() > 1 && log.firstIndex() > log.lastIndex();
        if (follower.mode() == Mode.SNAPSHOT || follower.next() < log.firstIndex() || purged) {
            return Due.SNAPSHOT;
        }
        if (!follower.maySend(options)) {
            return Due.NOTHING;
        }
        return follower.mode() == Mode.PROBE || follower.next() <= log.lastIndex() ? Due.ENTRIES : Due.NOTHING;
    }
}
