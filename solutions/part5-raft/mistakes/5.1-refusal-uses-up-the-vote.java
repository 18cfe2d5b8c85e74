/**
 * Notes the vote before it compares the logs. A candidate that is refused has the vote nevertheless, and the next one, with a
 * good log, is refused as well.
 *
 * @sees a vote in the ballot after a refusal
 * @probably the vote is noted before the logs are compared: a refused candidate has it all the same
 */
class Ballot {
    boolean grant(int candidate, EntryId candidateLast, EntryId ownLast) {
        if (vote != HardState.NO_VOTE && vote != candidate) {
            return false;
        }
        vote = candidate;
        return isUpToDate(candidateLast, ownLast);
    }
}
