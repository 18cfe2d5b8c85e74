package kvs.raft;

import java.util.function.IntUnaryOperator;

/**
 * When a leader doubts that it still has a majority: it has heard from none for half an election time-out T.
 *
 * <pre>
 *   since a majority was last heard      0            T/2            T            3T/2
 *   the leader's messages                | calm       | in doubt                  |
 *   check-quorum deposes it              |            |              | from here, to here at the latest
 * </pre>
 *
 * <p>A follower appends the entries of a message in doubt, and answers it. But it does not wait longer for its election: its
 * time-out begins with the last calm message. That matters where the leader is heard and hears nothing. Its last messages
 * would keep its followers waiting until it is deposed, and for a time-out after that.
 *
 * <p>A silence that a leader outlives without this rule deposes it with the rule no sooner. One answer of a majority ends
 * the doubt, and the next message calms the followers. They wait for T at the least, from the last calm message on. That
 * one left less than a heartbeat's time before the doubt began. So no follower campaigns within the first T of a silence, if
 * heartbeats are more frequent than one in T/2; and after T, check-quorum may depose the leader anyway.
 */
final class DoubtRule {
    private DoubtRule() {}

    /**
     * Returns whether the leader is in doubt.
     *
     * @param self the leader
     * @param silentTicks since when each follower has not answered; for one that never did, at least the ticks of the term
     * @param termTicks since the term began: silence before it means nothing
     */
    static boolean inDoubt(
            Configuration configuration, int self, IntUnaryOperator silentTicks, long termTicks, int electionTicks) {
        int patience = (electionTicks + 1) / 2;
        long heard = configuration.voters().stream()
                .filter(voter -> voter == self || Math.min(silentTicks.applyAsInt(voter), termTicks) < patience)
                .count();
        return heard < configuration.majority();
    }
}
