/**
 * Takes nothing from a refusal but the no. A node in a lower term with the longer log, and one in a higher term with
 * the shorter log, refuse each other for ever.
 *
 * @shipped openraft until 2026, issue 1796 and pull request 1800; yaraft, issue 5
 * @sees two nodes of three that are up, and never elect a leader
 * @probably the term in an answer is ignored: a node that is behind never catches up
 */
class PreVotes {
    static long termAfter(PreVoteResponse answer, long term) {
        return term;
    }
}
