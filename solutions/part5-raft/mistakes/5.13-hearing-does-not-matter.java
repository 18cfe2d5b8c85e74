/**
 * Lets every node vote that hears the candidate. With pre-vote or check-quorum, a node that hears a leader refuses:
 * as long as the leader serves a majority, there is nothing to elect (thesis §4.2.3).
 *
 * @sees the deaf node as a leader, although a majority heard node 1
 * @probably nodes that hear node 1 vote for another in your prediction: with pre-vote or check-quorum they refuse
 */
final class Outcomes {
    static Partition partition(Set<Integer> deaf, int first, boolean preVote, boolean checkQuorum) {
        boolean oldOneLeads = deaf.size() == 4 && !checkQuorum;
        return new Partition(oldOneLeads ? Set.of(1, first) : Set.of(first), Set.of(first), 2);
    }
}
