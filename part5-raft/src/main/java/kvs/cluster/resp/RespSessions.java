package kvs.cluster.resp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import kvs.cluster.Replication;
import kvs.cluster.Requests;
import kvs.net.Clock;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.net.SessionFactory;
import kvs.resp.Client;
import kvs.server.Address;

/** Serves RESP clients on a node. For the thread of the node's loop, which all their connections belong to. */
public final class RespSessions implements SessionFactory {
    private final RespState state;

    /**
     * Creates a factory without connections.
     *
     * @param node the id of this node
     * @param requests what takes the clients' requests: {@code replication} itself, so that a follower names the leader, or a
     *     {@link kvs.cluster.Forwarding} in front of it
     * @param replication for what clients are told of the cluster
     * @param random numbers of 64 random bits
     */
    public RespSessions(
            int node,
            Requests requests,
            Replication replication,
            RespOptions options,
            Clock clock,
            LongSupplier random) {
        this.state = new RespState(node, requests, replication, options, clock, random);
    }

    @Override
    public Session open(Connection connection) {
        Client client = new Client(
                new Client.Identity(
                        state.nextId(),
                        Address.show(connection.remote()),
                        Address.show(connection.local()),
                        connection.remote().getAddress().isLoopbackAddress(),
                        state.millis()),
                Client.Limits.DEFAULT,
                state,
                _ -> {});
        client.onVersion(version -> state.writer().version(version));
        client.onKill(() -> connection.loop().offer(() -> connection.close("killed by another client")));
        state.add(client);
        return new RespSession(connection, client, state);
    }

    @Override
    public void writeRejection(ByteBuf out) {
        out.writeCharSequence("-ERR max number of clients reached\r\n", StandardCharsets.US_ASCII);
    }
}
