/**
 * Remembers from the transfer before that the target was asked. The second transfer of a leader waits until it ends.
 *
 * @sees a second transfer whose target is never asked
 * @probably the target of a second transfer is never asked: begin has to forget the first one
 */
class Transfer {
    void begin(int to, int electionTicks) {
        target = to;
        ticksLeft = electionTicks;
    }
}
