package kvs.cluster;

import kvs.net.Connection;
import kvs.net.Session;
import kvs.net.SessionFactory;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.ResponseProto;
import kvs.server.Version;

/** What the sessions of clients share. For the thread of the node's loop. */
final class ClientPort implements SessionFactory {
    private final NodeOptions options;
    private final Replication replication;
    private final NodeMetrics metrics;
    private final Admission admission;

    ClientPort(NodeOptions options, Replication replication, NodeMetrics metrics, Admission admission) {
        this.options = options;
        this.replication = replication;
        this.metrics = metrics;
        this.admission = admission;
    }

    @Override
    public Session open(Connection connection) {
        return new ClientSession(connection, this, options.firstFrameTime());
    }

    Admission admission() {
        return admission;
    }

    Requests requests() {
        return replication;
    }

    int maxOpenRequests() {
        return options.maxOpenRequests();
    }

    int maxFrameBytes() {
        return options.maxFrameBytes();
    }

    /** Returns where clients reach a node, or an empty text. */
    String addressOf(int node) {
        NodeAddress address = replication.address(node);
        return address == null ? "" : address.forClients();
    }

    /** Adds to what Raft says about a node what its server knows. */
    ResponseProto described(ResponseProto response) {
        NodeInfoProto.Builder info = response.getInfo().toBuilder()
                .setCluster(replication.cluster())
                .setVersion(Version.text())
                .setReplication(replication.name());
        replication.describe(info);
        for (Metric metric : metrics.all()) {
            info.putMetrics(metric.name(), metric.value());
        }
        return response.toBuilder().setInfo(info).build();
    }
}
