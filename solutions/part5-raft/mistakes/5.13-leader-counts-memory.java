/**
 * Counts the leader's own copy before it is durable. Two forced followers and the leader's memory are two copies, and
 * not three.
 *
 * @sees a commit index of 2 where the leader's own disk had not completed the write
 * @probably the leader's own copy counts in your prediction before it is durable: it counts like that of a follower
 */
final class Outcomes {
    static Crash crash(Set<Integer> forced, int crashed, int first) {
        Set<Integer> has = new HashSet<>(Set.of(2, 3));
        has.remove(crashed);
        has.addAll(forced);
        int votes = has.contains(first) ? 5 : 5 - has.size();
        int winner = votes >= 3 ? first : Traces.NONE;
        boolean kept = winner == Traces.NONE ? !has.isEmpty() : has.contains(winner);
        return new Crash(forced.contains(2) && forced.contains(3) ? 2 : 1, winner, kept);
    }
}
