/**
 * Commits what has three copies, whatever its term. That is the rule which figure 8 of the paper refutes: node 5 may
 * still win, and replaces 2@2 although three nodes have it.
 *
 * @sees a commit index of 2 where Raft commits nothing
 * @probably 2@2 is committed in your prediction because three nodes have it: copies of an entry of an earlier term do
 *     not count
 */
final class Outcomes {
    static Figure8 figure8(Set<Integer> old, Set<Integer> noop, int first) {
        long commit = noop.size() >= 2 ? 3 : !old.isEmpty() ? 2 : 0;
        long votes = Set.of(2, 3, 4, 5).stream()
                .filter(voter -> Ballot.isUpToDate(last(first, old, noop), last(voter, old, noop)))
                .count();
        if (votes < 3) {
            return new Figure8(commit, Traces.NONE, EntryId.NONE);
        }
        return new Figure8(commit, first, new EntryId(2, first == 5 && !old.contains(5) ? 3 : 2));
    }
}
