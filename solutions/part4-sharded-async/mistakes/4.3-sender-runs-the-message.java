/**
 * Runs a message that finds the mailbox full on the sender's thread. What belongs to one loop is then changed by two threads,
 * and the message overtakes all those before it.
 *
 * @sees a message that runs within offer()
 * @probably the sender runs the message itself if the mailbox is full: it belongs to the loop's thread
 */
class Mailbox {
    boolean offer(Runnable message) {
        if (!messages.offer(message)) {
            message.run();
            return true;
        }
        if (sleeping.get() && sleeping.compareAndSet(true, false)) {
            wakeUp.run();
        }
        return true;
    }
}
