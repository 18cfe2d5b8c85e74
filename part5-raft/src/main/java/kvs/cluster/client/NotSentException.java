package kvs.cluster.client;

import java.io.IOException;

/** The connection cannot be used any more, and no byte of this request was sent: it had no effect. */
public final class NotSentException extends IOException {
    private static final long serialVersionUID = 1;

    NotSentException(String message) {
        super(message);
    }

    NotSentException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
