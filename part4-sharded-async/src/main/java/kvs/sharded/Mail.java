package kvs.sharded;

/** The way from one worker to the others: through the mailboxes of their loops, or by hand in a test. */
@FunctionalInterface
interface Mail {

    /**
     * Lets the thread of {@code to} run a message, later. Messages to the same worker keep their order. The sender's own thread
     * calls it.
     */
    void send(Worker to, Runnable message);
}
