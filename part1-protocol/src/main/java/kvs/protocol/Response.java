package kvs.protocol;

/**
 * The answer of a server to a command. An absent key and a key with an empty value have different answers: {@link
 * NotFound}, and {@link Ok} with no bytes.
 */
public sealed interface Response {
    /** Success; {@code payload} is the value that was asked for, or empty for a command that asks for none. */
    record Ok(Bytes payload) implements Response {
        /** The answer to a command that succeeded and asks for no value. */
        public static final Ok DONE = new Ok(Bytes.EMPTY);
    }

    /** The key has no value. */
    record NotFound() implements Response {}

    /** Failure; {@code message} says why, for a person. */
    record Error(String message) implements Response {}
}
