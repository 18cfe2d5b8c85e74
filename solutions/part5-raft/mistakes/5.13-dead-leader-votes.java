/**
 * Needs half of the nodes that are up, two of four. A majority is one of all voters, and node 1 is still a voter
 * although it is down: three votes are needed.
 *
 * @sees winners with two votes
 * @probably two votes are enough in your prediction since node 1 is down: it is still a voter, and three of five are
 *     needed
 */
final class Outcomes {
    static Figure8 figure8(Set<Integer> old, Set<Integer> noop, int first) {
        long commit = noop.size() >= 2 ? 3 : 0;
        long votes = Set.of(2, 3, 4, 5).stream()
                .filter(voter -> Ballot.isUpToDate(last(first, old, noop), last(voter, old, noop)))
                .count();
        if (votes < 2) {
            return new Figure8(commit, Traces.NONE, EntryId.NONE);
        }
        return new Figure8(commit, first, new EntryId(2, first == 5 && !old.contains(5) ? 3 : 2));
    }
}
