package kvs.net;

import kvs.protocol.ByteCursor;

/**
 * The protocol's side of a connection: parses requests, runs them, and appends answers to {@link Connection#out}. Every
 * method is called by the connection's loop.
 */
public interface Session {

    /** Why {@link #process} has returned. */
    enum Next {
        /**
         * Every whole request is answered, or {@link #isAnswering} says that the answers come later: more bytes have to
         * arrive.
         */
        READ,

        /** The work budget is spent, or the output is above its mark, and requests may be left in the input. */
        AGAIN,

        /** Some answers are outstanding. The session calls {@link Connection#resume} when it can go on. */
        WAIT,

        /** The conversation is over: the output is sent, and the connection is closed. */
        CLOSE
    }

    /**
     * Runs the requests that have arrived, and leaves the cursor after the last one that it has consumed. It stops when
     * {@link Connection#mayContinue} says so.
     *
     * @param in valid during the call
     */
    Next process(ByteCursor in);

    /** Returns whether the bytes left in the input are the start of a request, which has to be completed in time. */
    default boolean isInsideRequest(int leftBytes) {
        return leftBytes > 0;
    }

    /**
     * Returns whether answers to consumed requests are outstanding, although {@link #process} has returned READ. The client's
     * end and a stop of the loop then wait: the session calls {@link Connection#resume} once it has appended its last answer.
     */
    default boolean isAnswering() {
        return false;
    }

    /** Notes that the connection is closed: nothing more can be sent. Called once. */
    void closed();
}
