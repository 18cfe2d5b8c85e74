/**
 * Says yes for an election in its own term, in which it may have voted, or follow a leader.
 *
 * @sees a yes to a sender that is a term behind
 * @probably the election would be in this node's own term: it has to be in a higher one
 */
class PreVotes {
    static PreVoteResponse answer(PreVote question, long term, EntryId ownLast, boolean leaderIsAlive) {
        boolean granted = !leaderIsAlive && question.term() + 1 >= term && Ballot.isUpToDate(question.last(), ownLast);
        return new PreVoteResponse(term, question.term(), granted);
    }
}
