/**
 * Counts the term up by one where it should be taken from the message. A node that is several terms behind answers in a term that
 * its sender has left, and votes there.
 *
 * @sees a term that is lower than the one that was seen
 * @probably the term grows by one: a node that was away for several elections has to enter the term that it has seen
 */
class Ballot {
    void enter(long seen) {
        if (seen > term) {
            term++;
            vote = HardState.NO_VOTE;
        }
    }
}
