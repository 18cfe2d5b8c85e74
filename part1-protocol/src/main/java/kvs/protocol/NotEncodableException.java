package kvs.protocol;

/** A command or response that a protocol's grammar or limits have no room for. Nothing has been written. */
public final class NotEncodableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param reason which protocol, which part of the message, and what it would take, for a person */
    public NotEncodableException(String reason) {
        super(reason);
    }
}
