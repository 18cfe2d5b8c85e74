/**
 * Lets a crash take the entry from a node whose disk had completed the write. That is what the force was for.
 *
 * @sees a winner without the entry, although the entry was on a disk of a node that refuses
 * @probably a node that crashed has lost 2@1 in your prediction although its disk had completed the write
 */
final class Outcomes {
    static Crash crash(Set<Integer> forced, int crashed, int first) {
        Set<Integer> has = new HashSet<>(Set.of(2, 3));
        has.remove(crashed);
        int votes = has.contains(first) ? 5 : 5 - has.size();
        int winner = votes >= 3 ? first : Traces.NONE;
        boolean kept = winner == Traces.NONE ? !has.isEmpty() : has.contains(winner);
        return new Crash(forced.size() == 3 ? 2 : 1, winner, kept);
    }
}
