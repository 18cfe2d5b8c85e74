/**
 * Counts votes by the old configuration, since the new one is not committed. In Raft a node uses the latest
 * configuration in its log, committed or not (Raft §6).
 *
 * @sees losers that won by the new configuration, and voters that are no longer there
 * @probably candidates that have 2@1 count by the old configuration in your prediction: the latest in the log is in
 *     force, committed or not
 */
final class Outcomes {
    static Change change(int removed, Set<Integer> got, int first) {
        Set<Integer> old = Set.of(1, 2, 3, 4);
        int copies = got.size() + (removed == 1 ? 0 : 1);
        long commit = copies >= 2 ? 2 : 1;
        boolean has = got.contains(first);
        long votes = old.stream()
                .filter(voter -> voter != 1 && (has || !got.contains(voter)))
                .count();
        boolean wins = votes > old.size() / 2;
        return new Change(commit, wins ? first : Traces.NONE, wins ? old : Set.of());
    }
}
