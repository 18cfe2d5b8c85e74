/**
 * Asks the target as soon as the transfer begins. It lacks entries, so the others refuse it; but they have entered its
 * term, and the leader has stepped down.
 *
 * @shipped Redpanda, issue 2606, in 2021
 * @sees a target that loses its election, and a cluster without a leader
 * @probably the target is asked before it has all entries
 */
class Transfer {
    boolean isTimeToAsk(Progress progress, long last) {
        if (!isActive() || asked) {
            return false;
        }
        asked = true;
        return true;
    }
}
