/**
 * Sends the question's term back as its own. A node that is behind never learns of it.
 *
 * @sees an answer that names the term of the question twice
 * @probably the answer has to name this node's own term
 */
class PreVotes {
    static PreVoteResponse answer(PreVote question, long term, EntryId ownLast, boolean leaderIsAlive) {
        boolean granted = !leaderIsAlive && question.term() >= term && Ballot.isUpToDate(question.last(), ownLast);
        return new PreVoteResponse(question.term(), question.term(), granted);
    }
}
