/**
 * Takes the term in the question for the one of the election, and refuses nodes of its own term. After a leader fails,
 * all nodes are in the same term: no node ever wins.
 *
 * @sees no leader after the first one has failed
 * @probably the question names the present term of its sender: the election would be in the next one
 */
class PreVotes {
    static PreVoteResponse answer(PreVote question, long term, EntryId ownLast, boolean leaderIsAlive) {
        boolean granted = !leaderIsAlive && question.term() > term && Ballot.isUpToDate(question.last(), ownLast);
        return new PreVoteResponse(term, question.term(), granted);
    }
}
