/**
 * Enters the new term and keeps its vote of the old one. The node can vote for no other candidate in the new term: once most
 * nodes have voted, nothing but the old leader can be elected.
 *
 * @sees the vote of the old term in the new one, and no new leader
 * @probably the vote is kept when a new term is entered: each term has a vote of its own
 */
class Ballot {
    void enter(long seen) {
        if (seen > term) {
            term = seen;
        }
    }
}
