/**
 * Asks when all entries were sent. They may be lost, or in the memory of the target and not on its disk.
 *
 * @shipped openraft until 2026, issue 1805 and pull request 1806: the target campaigned before its own force
 * @sees a target that campaigns with a log that it does not have yet
 * @probably the target is asked when all entries were sent to it, and not when it has acknowledged them
 */
class Transfer {
    boolean isTimeToAsk(Progress progress, long last) {
        if (!isActive() || asked || progress.next() <= last) {
            return false;
        }
        asked = true;
        return true;
    }
}
