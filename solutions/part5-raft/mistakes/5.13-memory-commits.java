/**
 * Commits what three nodes have in memory. Two crashes take two of the copies, and a node without the entry wins: a
 * client that was answered has lost its write.
 *
 * @sees a commit index of 2 although a disk had not completed its write
 * @probably 2@1 is committed in your prediction because it is in three memories: a copy counts once it is durable
 */
final class Outcomes {
    static Crash crash(Set<Integer> forced, int crashed, int first) {
        Set<Integer> has = new HashSet<>(Set.of(2, 3));
        has.remove(crashed);
        has.addAll(forced);
        int votes = has.contains(first) ? 5 : 5 - has.size();
        int winner = votes >= 3 ? first : Traces.NONE;
        boolean kept = winner == Traces.NONE ? !has.isEmpty() : has.contains(winner);
        return new Crash(2, winner, kept);
    }
}
