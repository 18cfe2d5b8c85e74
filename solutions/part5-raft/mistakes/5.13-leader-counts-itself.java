/**
 * Counts the copy of a leader that removes itself. It is no voter of the new configuration, by which it counts from
 * the moment it has appended it (thesis §4.2.2).
 *
 * @sees a commit index of 2 with one copy among the three voters that remain
 * @probably node 1 counts its own copy in your prediction while it removes itself: it is no longer one of the voters
 */
final class Outcomes {
    static Change change(int removed, Set<Integer> got, int first) {
        Set<Integer> old = Set.of(1, 2, 3, 4);
        Set<Integer> changed = new TreeSet<>(old);
        changed.remove(removed);
        long commit = got.size() + 1 >= 2 ? 2 : 1;
        boolean has = got.contains(first);
        Set<Integer> voters = has ? changed : old;
        long votes = voters.stream()
                .filter(voter -> voter != 1 && (has || !got.contains(voter)))
                .count();
        boolean wins = votes > voters.size() / 2;
        return new Change(commit, wins ? first : Traces.NONE, wins ? voters : Set.of());
    }
}
