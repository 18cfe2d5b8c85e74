package kvs.cluster.client;

import java.io.IOException;
import java.time.Duration;
import kvs.cluster.HostPort;

/** Opens connections to nodes. Any thread may call it. */
@FunctionalInterface
public interface Connector {
    /**
     * Connects to the node at {@code address}.
     *
     * @param time which it may take
     * @throws IOException if that fails; it says why
     */
    NodeConnection connect(HostPort address, Duration time) throws IOException;

    /** Returns the one that connects over TCP. */
    static Connector tcp(ClientOptions options) {
        return (address, time) -> StreamConnection.connect(address, time, options);
    }
}
