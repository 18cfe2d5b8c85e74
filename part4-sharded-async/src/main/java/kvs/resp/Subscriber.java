package kvs.resp;

/** A client that has subscribed. Any thread may deliver to it. */
public interface Subscriber {

    /** Sends {@code message} to the client, in the order of the calls of each thread; never blocks. */
    void deliver(PubSubMessage message);

    /**
     * Keeps what was delivered so far for the client, since one of its subscriptions is about to end in a transaction: the
     * answer of EXEC has begun, so the messages cannot come before it. The client's thread calls it.
     */
    default void keep() {}
}
