/**
 * Has one leader at a time. Node 1, which no longer hears anything, cannot know that another one was elected; only
 * check-quorum makes it step down. It commits nothing, and must answer no read.
 *
 * @sees one leader where two nodes took themselves for it
 * @probably node 1 has stepped down in your prediction although it hears no node: without check-quorum it does not
 *     know
 */
final class Outcomes {
    static Partition partition(Set<Integer> deaf, int first, boolean preVote, boolean checkQuorum) {
        boolean majorityIsDeaf = deaf.size() >= 3;
        if (preVote && !majorityIsDeaf) {
            return new Partition(Set.of(1), Set.of(1), 1);
        }
        if (checkQuorum && !majorityIsDeaf) {
            return new Partition(Set.of(1), Set.of(), 2);
        }
        return new Partition(Set.of(first), Set.of(first), 2);
    }
}
