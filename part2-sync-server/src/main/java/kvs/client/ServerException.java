package kvs.client;

import java.io.IOException;

/** The server answered a request with an error; the message is the server's. The connection can still be used. */
public final class ServerException extends IOException {
    private static final long serialVersionUID = 1;

    ServerException(String message) {
        super(message);
    }
}
