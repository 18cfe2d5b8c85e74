package kvs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;

/**
 * What replicates a node's store: the workbook's own Raft, or an engine from elsewhere. What serves clients knows this
 * interface alone.
 *
 * <p>Methods are for the thread of the node's loop, unless they say otherwise.
 */
public interface Replication extends Requests {

    /** Returns its name: {@code raft} for the workbook's own. Any thread may call this. */
    String name();

    /** Returns the id of the cluster. Any thread may call this. */
    long cluster();

    /** Returns the id of the leader as far as this node knows; 0 if it knows none. */
    int leader();

    /** Returns where a node is reached; null if it is no member. */
    @Nullable
    NodeAddress address(int node);

    /** Returns what it counts and measures. */
    List<Metric> metrics();

    /** Adds what it knows about itself, beyond {@link kvs.raft.kv.Response.StatusOf}: sizes on disk, for example. */
    void describe(NodeInfoProto.Builder info);

    /** Begins to talk to the other nodes. For the thread that starts the node, once. */
    void start() throws IOException, InterruptedException;

    /**
     * Gives the leadership to another node, if this one has it. Returns when that is done, or cannot be done, or after
     * {@code timeout}. For the thread that stops the node.
     */
    void resign(Duration timeout) throws InterruptedException;

    /** Stops talking to the other nodes: they can see that this one is gone. For the thread that stops the node. */
    void disconnect() throws InterruptedException;

    /** Closes its files. For the thread that stops the node, after the loop has ended. */
    void close() throws IOException, InterruptedException;
}
