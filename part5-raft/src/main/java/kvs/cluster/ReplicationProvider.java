package kvs.cluster;

import java.io.IOException;
import java.util.function.Consumer;
import kvs.net.Clock;
import kvs.net.EventLoop;

/** Makes a {@link Replication}; found by {@link java.util.ServiceLoader}. */
public interface ReplicationProvider {

    /** Returns the name by which an operator chooses it: {@code --replication NAME}. */
    String name();

    /**
     * Opens what the node has on disk. Nothing is sent before {@link Replication#start}.
     *
     * @param loop of the node; it runs already
     * @param broken is called, on any thread, when the node cannot go on: it has to stop
     * @throws IOException with a sentence for the operator
     */
    Replication open(NodeOptions options, EventLoop loop, Clock clock, Consumer<Throwable> broken) throws IOException;
}
