/**
 * Enters any other term, also a lower one. The node has forgotten its votes in the terms in between, and gives them again.
 *
 * @sees a lower term
 * @probably a lower term is entered: terms only grow
 */
class Ballot {
    void enter(long seen) {
        if (seen != term) {
            term = seen;
            vote = HardState.NO_VOTE;
        }
    }
}
