/**
 * Counts the answer of a node that is in a higher term, and with it an election that this node cannot win.
 *
 * @sees an answer of a higher term that counts
 * @probably an answer of a node in a higher term does not count: this node has to catch up first
 */
class PreVotes {
    static boolean counts(PreVoteResponse answer, long term) {
        return answer.asked() == term;
    }
}
