/**
 * Notes that the target was asked when it only looked. A target that is behind at first is never asked.
 *
 * @sees a target that lacked an entry at first and is never asked
 * @probably a look at a target that is not ready counts as asking it
 */
class Transfer {
    boolean isTimeToAsk(Progress progress, long last) {
        if (!isActive() || asked) {
            return false;
        }
        asked = true;
        return progress.match() >= last;
    }
}
