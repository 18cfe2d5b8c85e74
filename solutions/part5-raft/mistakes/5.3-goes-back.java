/**
 * Returns what a majority has, also if that is less than what is committed. A new leader does not know yet how far its followers
 * are.
 *
 * @sees a commit index below the present one
 * @probably the commit index goes back: what is committed stays committed
 */
class CommitRule {
    static long commitIndex(long[] match, RaftLog log, long term) {
        long agreed = agreedByMajority(match);
        return log.termAt(agreed) == term ? agreed : log.commit();
    }
}
