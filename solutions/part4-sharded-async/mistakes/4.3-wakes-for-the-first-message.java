/**
 * Wakes the loop only if the mailbox was empty, since the loop runs all messages once it is awake. Between the look and the append,
 * the loop may run what is there and fall asleep.
 *
 * @sees a loop that sleeps with a message in its mailbox, if there was another one before
 * @probably the sender wakes the loop only if the mailbox was empty: the loop may empty it and fall asleep after that look
 */
class Mailbox {
    boolean offer(Runnable message) {
        boolean first = messages.isEmpty();
        if (!messages.offer(message)) {
            return false;
        }
        if (first && sleeping.compareAndSet(true, false)) {
            wakeUp.run();
        }
        return true;
    }
}
