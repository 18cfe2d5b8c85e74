package kvs.protocol;

/** A command or response that a protocol has no form for, or that is above a limit. Nothing has been written. */
public final class NotEncodableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param reason which protocol, which part of the message, and what is allowed, for a person */
    public NotEncodableException(String reason) {
        super(reason);
    }
}
