/**
 * Adds the ticks of the transfer to what an earlier one has left.
 *
 * @sees a transfer that lasts too long after one that ended early
 * @probably ticks that an earlier transfer had left count for the next one
 */
class Transfer {
    void begin(int to, int electionTicks) {
        target = to;
        ticksLeft += electionTicks;
        asked = false;
    }
}
