/**
 * Expects that nothing happens if the election is lost. Without pre-vote the candidate has raised its term all the
 * same. When the links are back it refuses the leader's messages, and the leader steps down: the disruption that
 * pre-vote was made for (thesis §9.6).
 *
 * @sees node 1 still leading after the repair, without pre-vote
 * @probably a lost election leaves no trace in your prediction: without pre-vote the candidate's term is higher, and
 *     deposes node 1 after the repair
 */
final class Outcomes {
    static Partition partition(Set<Integer> deaf, int first, boolean preVote, boolean checkQuorum) {
        boolean majorityIsDeaf = deaf.size() >= 3;
        if ((preVote || checkQuorum) && !majorityIsDeaf) {
            return new Partition(Set.of(1), Set.of(1), 1);
        }
        boolean oldOneLeads = deaf.size() == 4 && !checkQuorum;
        return new Partition(oldOneLeads ? Set.of(1, first) : Set.of(first), Set.of(first), 2);
    }
}
