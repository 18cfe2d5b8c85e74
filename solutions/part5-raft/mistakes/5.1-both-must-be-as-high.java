/**
 * Demands that the term and the index are both as high. A later term does not make up for a shorter log, so of two nodes none may
 * vote for the other, and a cluster of three with one node down stays without a leader.
 *
 * @shipped hashicorp/raft, issue 94; Neo4j, pull request 6289
 * @sees a later term loses to a longer log
 * @probably term and index both have to be as high here: a later term wins whatever the lengths
 */
class Ballot {
    static boolean isUpToDate(EntryId last, EntryId other) {
        return last.term() >= other.term() && last.index() >= other.index();
    }
}
