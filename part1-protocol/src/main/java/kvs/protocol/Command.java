package kvs.protocol;

/** What a client may ask for. */
public sealed interface Command {
    /** The value of {@code key}, please. */
    record Get(Bytes key) implements Command {}

    /** From now on the value of {@code key} is {@code value}. */
    record Set(Bytes key, Bytes value) implements Command {}

    /** {@code key} has no value any more. */
    record Clear(Bytes key) implements Command {}

    /** Finish what is in hand, then end. */
    record Shutdown() implements Command {}

    /** Are you there? The answer brings {@code payload} back. */
    record Ping(Bytes payload) implements Command {}
}
