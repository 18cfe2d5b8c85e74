/**
 * Looks at its own log alone. The configuration there is committed; but another leader, whose log it has not seen, may have
 * one that is not, and commits it later without a node in common with this leader's majority.
 *
 * @shipped the algorithm as it was published, until 2015; copycat, issue 23; Axon Server, pull request 120
 * @sees a change that is accepted before the leader's first entry is committed, and a committed entry that is replaced
 * @probably a change is begun before an entry of the leader's own term is committed: the bug that was found in 2015
 */
class ChangeRule {
    static boolean mayChange(RaftLog log, long term) {
        return log.membership().currentIndex() <= log.commit();
    }
}
