package kvs.cluster.client;

/** The request is not valid, as a node says. It had no effect, and the same request would be rejected again. */
public final class RejectedException extends ClusterException {
    private static final long serialVersionUID = 1;

    RejectedException(String message) {
        super(message);
    }
}
