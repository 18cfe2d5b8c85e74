/**
 * Counts all entries as lost that the winner does not have. A node that is cut off does not hear the winner, and its
 * log is as it was.
 *
 * @sees lost entries that a node which is cut off still has
 * @probably the entries of a node that is cut off are lost in your prediction: its log stays as it is until it hears
 *     the winner
 */
final class Outcomes {
    static Election election(int first, Set<Integer> cutOff) {
        Set<Integer> heard = new HashSet<>(Traces.NODES);
        heard.removeAll(cutOff);
        long votes = heard.stream()
                .filter(voter -> Ballot.isUpToDate(last(first), last(voter)))
                .count();
        if (votes < 3) {
            return new Election(Traces.NONE, 0, Set.of());
        }
        Set<EntryId> lost = new HashSet<>();
        Traces.NODES.forEach(node -> lost.addAll(Traces.log(node)));
        Traces.log(first).forEach(lost::remove);
        return new Election(first, last(first).index() + 1, lost);
    }
}
