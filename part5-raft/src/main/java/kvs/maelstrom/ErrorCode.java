package kvs.maelstrom;

/**
 * The codes of Maelstrom's error messages that this node sends (Maelstrom, doc/protocol.md, "Errors").
 *
 * <p>The checker believes them. After a definite error it assumes that the request had no effect and never will; after an
 * indefinite one, that it may have had one, or may still. A definite code for a write that does happen makes a correct
 * store look broken; an indefinite one for a write that does not only makes the check harder.
 */
enum ErrorCode {
    /** The type of the request is unknown. Definite. */
    NOT_SUPPORTED(10),
    /** The node cannot do this now: it is not initialized, knows no leader, or is full. Definite. */
    TEMPORARILY_UNAVAILABLE(11),
    /** A field is missing or of the wrong type, or a key or value is too large. Definite. */
    MALFORMED_REQUEST(12),
    /** The write is in a log, and its outcome is unknown. Indefinite. */
    CRASH(13),
    /** A read or a cas found no value. Definite. */
    KEY_DOES_NOT_EXIST(20),
    /** A cas found another value than it expected. Definite. */
    PRECONDITION_FAILED(22);

    final int code;

    ErrorCode(int code) {
        this.code = code;
    }
}
