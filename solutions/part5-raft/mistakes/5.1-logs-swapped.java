/**
 * Passes the two logs in the wrong order. A candidate gets the vote if it lacks something.
 *
 * @sees a candidate whose log is behind gets the vote, and a better one does not
 * @probably the two logs stand in the wrong order: it is the candidate's log that has to be at least as up to date
 */
class Ballot {
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        boolean free = vote == HardState.NO_VOTE || vote == candidate;
        if (!free || !isUpToDate(ownLast, candidateLast)) {
            return false;
        }
        vote = candidate;
        return true;
    }
}
