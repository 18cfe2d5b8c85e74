package kvs.protocol;

/** A request of a client. */
public sealed interface Command {
    /** Asks for the value of {@code key}. */
    record Get(Bytes key) implements Command {}

    /** Stores {@code value} under {@code key}, in place of an earlier value. */
    record Set(Bytes key, Bytes value) implements Command {}

    /** Removes {@code key} and its value. */
    record Clear(Bytes key) implements Command {}

    /** Asks the server to answer the requests that it has received, and then to exit. */
    record Shutdown() implements Command {}

    /** Asks whether the server is alive. The answer is {@link Response.Ok} with the same {@code payload}. */
    record Ping(Bytes payload) implements Command {}
}
