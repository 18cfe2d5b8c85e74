/**
 * Reads the flag before it appends the message. If the loop falls asleep in between, it finds no message, and the sender
 * believes that it is awake.
 *
 * @sees a loop that sleeps with a message in its mailbox
 * @probably the flag is read before the message is in the mailbox: the loop may fall asleep in between
 */
class Mailbox {
    boolean offer(Runnable message) {
        boolean asleep = sleeping.get();
        if (!messages.offer(message)) {
            return false;
        }
        if (asleep && sleeping.compareAndSet(true, false)) {
            wakeUp.run();
        }
        return true;
    }
}
