package kvs.cluster.client;

/**
 * A write was sent, and its outcome is unknown: it may have happened, may happen later, or never. Only the caller can
 * decide what to do; reading the key does not prove that the write will never happen.
 */
public final class MayHaveHappenedException extends ClusterException {
    private static final long serialVersionUID = 1;

    MayHaveHappenedException(String message) {
        super(message);
    }
}
