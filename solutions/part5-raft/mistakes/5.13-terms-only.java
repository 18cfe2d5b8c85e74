/**
 * Compares the terms of the last entries, and no indexes. Node 2 has an entry of term 4 as well, but lacks one that
 * nodes 1 and 4 have: if that one were committed, it would be lost.
 *
 * @sees node 2 as a winner where the nodes 1 and 4 refuse
 * @probably node 2 wins in your prediction with votes that it does not get: nodes 1 and 4 refuse, since their logs
 *     are longer, and a node that is cut off does not vote
 */
final class Outcomes {
    static Election election(int first, Set<Integer> cutOff) {
        Set<Integer> heard = new HashSet<>(Traces.NODES);
        heard.removeAll(cutOff);
        long votes = heard.stream()
                .filter(voter -> last(first).term() >= last(voter).term())
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
