/**
 * Counts the majority among the nodes that hear the candidate. With two nodes cut off, two votes of three would be
 * enough, and on the other side of a partition another node could win as well.
 *
 * @sees winners that had two votes of five
 * @probably the majority in your prediction is one of the nodes that hear the candidate: three of all five are needed
 */
final class Outcomes {
    static Election election(int first, Set<Integer> cutOff) {
        Set<Integer> heard = new HashSet<>(Traces.NODES);
        heard.removeAll(cutOff);
        long votes = heard.stream()
                .filter(voter -> Ballot.isUpToDate(last(first), last(voter)))
                .count();
        if (votes <= heard.size() / 2) {
            return new Election(Traces.NONE, 0, Set.of());
        }
        Set<EntryId> lost = new HashSet<>();
        heard.forEach(node -> lost.addAll(Traces.log(node)));
        Traces.log(first).forEach(lost::remove);
        cutOff.forEach(node -> Traces.log(node).forEach(lost::remove));
        return new Election(first, last(first).index() + 1, lost);
    }
}
