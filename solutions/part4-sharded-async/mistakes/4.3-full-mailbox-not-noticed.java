/**
 * Does not look at what the queue returns. A message that found the mailbox full is gone, and its sender believes that it will
 * run.
 *
 * @sees true for a message to a full mailbox
 * @probably the queue's answer is ignored: a message that was not accepted is lost without a word
 */
class Mailbox {
    boolean offer(Runnable message) {
        messages.offer(message);
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            wakeUp.run();
        }
        return true;
    }
}
