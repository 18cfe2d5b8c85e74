/**
 * Says yes although it hears from a leader. The node that was cut off comes back, wins the pre-vote, and deposes the
 * leader, which pre-votes are there to prevent.
 *
 * @shipped sofa-jraft, issue 15, in 2019
 * @sees a leader that is deposed by each node that comes back
 * @probably a node that hears from a leader says that it would vote for another one
 */
class PreVotes {
    static PreVoteResponse answer(PreVote question, long term, EntryId ownLast, boolean leaderIsAlive) {
        boolean granted = question.term() >= term && Ballot.isUpToDate(question.last(), ownLast);
        return new PreVoteResponse(term, question.term(), granted);
    }
}
