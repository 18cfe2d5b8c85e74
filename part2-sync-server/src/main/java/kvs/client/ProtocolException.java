package kvs.client;

import java.io.IOException;

/** The server sent bytes that do not answer the request. The connection can no longer be used. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
        super(message);
    }
}
