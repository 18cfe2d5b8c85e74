/**
 * Wakes the loop for each message, also while it is awake. No message is lost, and each costs a system call.
 *
 * @sees wake-ups of a loop that is awake
 * @probably each message wakes the loop: a loop that is awake looks into its mailbox anyway
 */
class Mailbox {
    boolean offer(Runnable message) {
        if (!messages.offer(message)) {
            return false;
        }
        sleeping.set(false);
        wakeUp.run();
        return true;
    }
}
