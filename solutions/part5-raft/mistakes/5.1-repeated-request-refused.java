/**
 * Refuses a candidate that asks again. Its first answer was lost, so the vote is lost for this term.
 *
 * @shipped willemt/raft, until pull request 116
 * @sees refused, for a candidate that has the vote already
 * @probably a candidate that has the vote already is refused: it asks again since the first answer was lost
 */
class Ballot {
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        if (vote != HardState.NO_VOTE || !isUpToDate(candidateLast, ownLast)) {
            return false;
        }
        vote = candidate;
        return true;
    }
}
