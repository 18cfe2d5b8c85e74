/**
 * Gives the vote to the longer log. Node 3 has the longest one: entries of a leader that reached no other node. Raft
 * compares the terms of the last entries first (Raft §5.4.1).
 *
 * @sees node 3 predicted as a winner, which never wins
 * @probably the longest log wins in your prediction: the term of the last entry comes first, and the index decides
 *     between equal terms
 */
final class Outcomes {
    static Election election(int first, Set<Integer> cutOff) {
        Set<Integer> heard = new HashSet<>(Traces.NODES);
        heard.removeAll(cutOff);
        long votes = heard.stream()
                .filter(voter -> last(first).index() >= last(voter).index())
                .count();
        if (votes < 3) {
            return new Election(Traces.NONE, 0, Set.of());
        }
        Set<EntryId> lost = new HashSet<>();
        heard.forEach(node -> lost.addAll(Traces.log(node)));
        Traces.log(first).forEach(lost::remove);
        cutOff.forEach(node -> Traces.log(node).forEach(lost::remove));
        return new Election(first, last(first).index() + 1, lost);
    }
}
