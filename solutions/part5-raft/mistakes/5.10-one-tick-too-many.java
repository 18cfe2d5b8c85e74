/**
 * Ends the transfer a tick late.
 *
 * @sees a transfer that lasts a tick too long
 * @probably a transfer lasts one tick too many
 */
class Transfer {
    void tick() {
        if (isActive() && --ticksLeft < 0) {
            target = NONE;
        }
    }
}
