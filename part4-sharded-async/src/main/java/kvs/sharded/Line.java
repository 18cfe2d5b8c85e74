package kvs.sharded;

import io.netty.buffer.ByteBuf;

/** A session's side of its connection: on an event loop, or on a thread of its own. */
interface Line {

    /** Returns the output; what is appended is sent when the session stops. */
    ByteBuf out();

    /** Returns whether the session may run another request now. */
    boolean mayContinue();

    /** Makes the loop call the session again, which has waited. */
    void resume();

    /** Sends the output that was appended outside of the session's turn. */
    void flushSoon();

    /** Returns the number of bytes of output that the kernel has not taken. */
    int pendingBytes();

    /** Closes the connection at once. */
    void close(String reason);
}
