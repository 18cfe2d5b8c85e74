package kvs.net;

import io.netty.buffer.ByteBuf;

/** Opens the protocol's side of a connection. Called by the loop that the connection belongs to. */
@FunctionalInterface
public interface SessionFactory {

    /** Opens a session for a connection that has just been accepted. The session may write a greeting at once. */
    Session open(Connection connection);

    /** Writes what a client is sent whose connection is above the limit. Nothing, unless the protocol has errors. */
    default void writeRejection(ByteBuf out) {}
}
