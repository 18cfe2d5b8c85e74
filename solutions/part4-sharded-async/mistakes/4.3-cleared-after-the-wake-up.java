/**
 * Wakes the loop and clears the flag afterwards. The loop may have run the message and set the flag for its next sleep in the
 * meantime: that is the one that is cleared.
 *
 * @sees one wake-up where the loop slept twice
 * @probably the flag is cleared after the wake-up: the loop may be asleep again by then, and is never woken
 */
class Mailbox {
    boolean offer(Runnable message) {
        if (!messages.offer(message)) {
            return false;
        }
        if (sleeping.get()) {
            wakeUp.run();
            sleeping.set(false);
        }
        return true;
    }
}
