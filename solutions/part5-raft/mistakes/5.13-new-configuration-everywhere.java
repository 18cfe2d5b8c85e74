/**
 * Counts by the new configuration on all nodes, as if they had been told. A node that has not received the entry
 * knows of no change, and needs a majority of the old voters.
 *
 * @sees winners that lacked votes of the old configuration
 * @probably a candidate that never received 2@1 counts by the new configuration in your prediction
 */
final class Outcomes {
    static Change change(int removed, Set<Integer> got, int first) {
        Set<Integer> changed = new TreeSet<>(Set.of(1, 2, 3, 4));
        changed.remove(removed);
        int copies = got.size() + (removed == 1 ? 0 : 1);
        long commit = copies >= 2 ? 2 : 1;
        boolean has = got.contains(first);
        long votes = changed.stream()
                .filter(voter -> voter != 1 && (has || !got.contains(voter)))
                .count();
        boolean wins = votes > changed.size() / 2;
        return new Change(commit, wins ? first : Traces.NONE, wins ? changed : Set.of());
    }
}
