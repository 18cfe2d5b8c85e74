package kvs.client;

import java.io.IOException;

/** What came from the server is no answer to what it was asked. The connection can no longer be used. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
        super(message);
    }
}
