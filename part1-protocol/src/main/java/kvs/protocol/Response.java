package kvs.protocol;

/**
 * What a server answers. A key that is absent and a key whose value is empty are two answers: {@link NotFound} and
 * {@link Ok} with no bytes.
 */
public sealed interface Response {
    /** Done; {@code payload} is the value asked for, or empty where the command asks for none. */
    record Ok(Bytes payload) implements Response {
        /** The answer to a command that asks for no value. */
        public static final Ok DONE = new Ok(Bytes.EMPTY);
    }

    /** There is no such key. */
    record NotFound() implements Response {}

    /** It could not be done; {@code message} is for a person. */
    record Error(String message) implements Response {}
}
