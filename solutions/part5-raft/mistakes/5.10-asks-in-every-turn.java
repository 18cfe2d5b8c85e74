/**
 * Does not remember that it has asked. Each request starts another election in another term, the later ones against the
 * new leader.
 *
 * @sees a request in each turn
 * @probably the target is asked again in every turn
 */
class Transfer {
    boolean isTimeToAsk(Progress progress, long last) {
        return isActive() && progress.match() >= last;
    }
}
