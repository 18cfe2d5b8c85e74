/**
 * Commits the winner's log up to its last entry. A new leader appends an entry of its own term and commits that, and
 * with it all before it: its commit index is one more.
 *
 * @sees a commit index that is too low by one, wherever there is a winner
 * @probably the winner's own first entry is missing: it commits its log together with that one
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
        heard.forEach(node -> lost.addAll(Traces.log(node)));
        Traces.log(first).forEach(lost::remove);
        cutOff.forEach(node -> Traces.log(node).forEach(lost::remove));
        return new Election(first, last(first).index(), lost);
    }
}
