/**
 * Counts only answers of nodes in its own term, as if a pre-vote were a vote. But a question raises no term: a node in
 * a lower one stays there, and says yes in vain.
 *
 * @shipped canonical/raft (dqlite), issue 279; yaraft, issue 5
 * @sees a yes that is ignored since its sender is in a lower term
 * @probably an answer of a node in a lower term counts: a pre-vote has not raised its term
 */
class PreVotes {
    static boolean counts(PreVoteResponse answer, long term) {
        return answer.asked() == term && answer.term() == term;
    }
}
