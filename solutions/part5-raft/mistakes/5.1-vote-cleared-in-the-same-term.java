/**
 * Clears the vote whenever a term is heard of, also the present one. Any message of the leader or of a second candidate frees the
 * vote, and the node votes twice.
 *
 * @shipped etcd, until pull request 2461; Redpanda, pull request 14; Zeebe, pull request 5368; NATS, until pull request 7698;
 *     CCF, until pull request 8094
 * @sees NO_VOTE after the present term was heard of again
 * @probably the vote is cleared although the term is the same: the node votes twice in it
 */
class Ballot {
    void enter(long seen) {
        if (seen >= term) {
            term = seen;
            vote = HardState.NO_VOTE;
        }
    }
}
