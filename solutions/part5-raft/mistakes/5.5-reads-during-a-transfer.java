/**
 * Takes reads while the leadership is being transferred. Their rounds keep the followers from an election if the target
 * never takes over, and a lease may still seem valid when the target leads already.
 *
 * @shipped openraft until 2026, issue 1747 and pull request 1749
 * @sees a cluster in which reads work and writes do not, for hours
 * @probably reads are taken during a transfer
 */
class Reads {
    boolean mayWait(boolean transferring, int max) {
        return waiting < max;
    }
}
