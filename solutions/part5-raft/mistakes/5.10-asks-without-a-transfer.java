/**
 * Does not look whether there is a transfer. After one has ended, a target that catches up late is asked to depose the
 * leader.
 *
 * @sees a target that is asked after the end of the transfer
 * @probably the target is asked although there is no transfer
 */
class Transfer {
    boolean isTimeToAsk(Progress progress, long last) {
        if (asked || progress.match() < last) {
            return false;
        }
        asked = true;
        return true;
    }
}
