/**
 * Looks at the candidate's log and not at its own vote. Each candidate with a good log gets the vote, so two of them can lead one
 * term.
 *
 * @sees a second candidate is granted the vote in the same term
 * @probably the vote that was given already is not looked at: two candidates of one term both get it
 */
class Ballot {
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        if (!isUpToDate(candidateLast, ownLast)) {
            return false;
        }
        vote = candidate;
        return true;
    }
}
