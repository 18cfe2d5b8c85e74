/**
 * Counts every answer that is not of a higher term. One to a question of an earlier term, with another log, may
 * complete a majority.
 *
 * @sees an answer to an earlier question that counts
 * @probably an answer to an earlier question counts: asked has to be the present term
 */
class PreVotes {
    static boolean counts(PreVoteResponse answer, long term) {
        return answer.term() <= term;
    }
}
