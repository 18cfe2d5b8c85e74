/**
 * Counts ticks only until the target was asked. But the request may be lost, or the target fail with it.
 *
 * @sees a transfer that does not end once the target was asked
 * @probably a transfer does not end once its target was asked: the request may be lost
 */
class Transfer {
    void tick() {
        if (isActive() && !asked && --ticksLeft <= 0) {
            target = NONE;
        }
    }
}
