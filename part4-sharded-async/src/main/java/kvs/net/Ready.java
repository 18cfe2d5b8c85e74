package kvs.net;

/** What a selector reports to: attached to a key. */
@FunctionalInterface
interface Ready {

    /**
     * Handles an event. For the loop's thread. Throws nothing that concerns one connection alone.
     *
     * @param operations bits of {@link java.nio.channels.SelectionKey}
     */
    void ready(int operations);
}
