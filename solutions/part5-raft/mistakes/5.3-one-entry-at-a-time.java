/**
 * Commits the next entry and no more. A batch is committed entry by entry, one with each answer that happens to arrive.
 *
 * @sees a commit index that is one higher, whatever the majority has
 * @probably the commit index rises by one: everything up to the index of the majority is committed
 */
class CommitRule {
    static long commitIndex(long[] match, RaftLog log, long term) {
        long agreed = agreedByMajority(match);
        return agreed > log.commit() && log.termAt(agreed) == term ? log.commit() + 1 : log.commit();
    }
}
