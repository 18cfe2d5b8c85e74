/**
 * Stops at the first entry of an earlier term. With one of its own term on a majority, those before it are committed as well;
 * this leader never gets past them.
 *
 * @sees a commit index that stays before entries of an earlier term
 * @probably entries of an earlier term are never committed here: one of the leader's own term on a majority commits all before it
 */
class CommitRule {
    static long commitIndex(long[] match, RaftLog log, long term) {
        long commit = log.commit();
        long agreed = agreedByMajority(match);
        while (commit < agreed && log.termAt(commit + 1) == term) {
            commit++;
        }
        return commit;
    }
}
