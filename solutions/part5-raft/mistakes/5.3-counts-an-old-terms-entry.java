/**
 * Commits whatever a majority has, of any term. An entry of an earlier term on a majority can still lose against a later one that
 * never left its leader: another leader removes it, after it was applied.
 *
 * @shipped LogCabin, issue 44; canonical/raft, issue 220; async-raft, issue 108; PySyncObj, issue 169
 * @sees a commit index that reaches an entry of an earlier term
 * @probably an entry of an earlier term is committed by counting: another leader may still remove it (Raft, figure 8)
 */
class CommitRule {
    static long commitIndex(long[] match, RaftLog log, long term) {
        return Math.max(log.commit(), agreedByMajority(match));
    }
}
