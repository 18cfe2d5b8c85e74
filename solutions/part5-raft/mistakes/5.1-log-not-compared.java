/**
 * Gives its vote to the first candidate that asks, whatever the candidate's log. A node without the committed entries may win.
 *
 * @shipped jgroups-raft, issue 14: votes were granted without a look at the candidate's log
 * @sees a candidate whose log is behind gets the vote
 * @probably the candidate's log is not compared with the own one: a node without the committed entries may win
 */
class Ballot {
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        if (vote != HardState.NO_VOTE && vote != candidate) {
            return false;
        }
        vote = candidate;
        return true;
    }
}
