/**
 * Looks at the leader and the term, and not at the log. A node that cannot win the election wins the pre-vote, raises
 * all terms, loses, and begins again.
 *
 * @shipped NuRaft, seen in ClickHouse in 2026, pull request 134 of its fork: terms rose by 16 in 32 minutes
 * @sees terms that grow while a node with a short log asks
 * @probably the logs are not compared: a node that would lose is told that it would win
 */
class PreVotes {
    static PreVoteResponse answer(PreVote question, long term, EntryId ownLast, boolean leaderIsAlive) {
        boolean granted = !leaderIsAlive && question.term() >= term;
        return new PreVoteResponse(term, question.term(), granted);
    }
}
