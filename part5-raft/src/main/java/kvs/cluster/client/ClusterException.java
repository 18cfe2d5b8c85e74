package kvs.cluster.client;

import java.io.IOException;

/** A call failed. The kind of exception says whether it had an effect; the message says which nodes were asked. */
public abstract sealed class ClusterException extends IOException
        permits MayHaveHappenedException, RejectedException, UnavailableException {
    private static final long serialVersionUID = 1;

    ClusterException(String message) {
        super(message);
    }
}
