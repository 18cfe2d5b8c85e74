/**
 * Wakes a loop that sleeps and leaves the flag on. Until the loop itself clears it, each further message makes the call again.
 *
 * @sees a wake-up for each of several messages
 * @probably the sender does not clear the flag: the senders after it wake the loop once more
 */
class Mailbox {
    boolean offer(Runnable message) {
        if (!messages.offer(message)) {
            return false;
        }
        if (sleeping.get()) {
            wakeUp.run();
        }
        return true;
    }
}
