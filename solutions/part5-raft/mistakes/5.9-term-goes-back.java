/**
 * Takes over the term of every answer. A node that was asked in a lower term pulls the asking one down to it, where
 * that one has voted already.
 *
 * @sees a term that is lower after an answer than before
 * @probably a lower term is entered as well: terms never go back
 */
class PreVotes {
    static long termAfter(PreVoteResponse answer, long term) {
        return answer.term();
    }
}
