/**
 * Takes the pairs from scan(), which has a limit of its own besides the one that it is given: it stops where an answer to
 * a client would become too large. A small state is whole in its snapshot, and a large one has lost pairs after a restart.
 *
 * @sees a snapshot without the last pairs of the state
 * @probably the pairs come from scan(), which cuts an answer at the options' limits: a snapshot has every pair
 */
class KvStateMachine {
    State frozen() {
        return new State(timeMillis, scan(KeyRange.ALL, Integer.MAX_VALUE).rows(), sessions.frozen());
    }
}
