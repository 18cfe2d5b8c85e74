package kvs.cluster.client;

/** No node carried out the request in time. It had no effect. */
public final class UnavailableException extends ClusterException {
    private static final long serialVersionUID = 1;

    private final String reason;

    UnavailableException(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    /** Returns what went wrong, without what was asked for. */
    public String reason() {
        return reason;
    }
}
