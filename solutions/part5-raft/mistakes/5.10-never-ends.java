/**
 * Waits for the target for ever. If it is dead, the cluster has a leader that takes no writes, and no reason for an
 * election.
 *
 * @shipped openraft until 2026, issue 1747: writes stopped for hours
 * @sees a leader that rejects all proposals after a transfer to a dead node
 * @probably a transfer does not end by itself
 */
class Transfer {
    void tick() {}
}
