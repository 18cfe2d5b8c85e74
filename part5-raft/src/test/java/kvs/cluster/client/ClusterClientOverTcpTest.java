package kvs.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import kvs.cluster.Frames;
import kvs.cluster.HostPort;
import kvs.protocol.Bytes;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import org.junit.jupiter.api.Test;

/** The parts of the client together, with the system's clock and a socket. */
class ClusterClientOverTcpTest {
    private static final Bytes KEY = Bytes.utf8("key");

    /** No time-out ends anything here: what the test sees follows from what the node does. */
    private static final ClientOptions PATIENT = ClientOptions.DEFAULT
            .callTime(Duration.ofHours(1))
            .attemptTime(Duration.ofHours(1))
            .connectTime(Duration.ofHours(1));

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void a_write_whose_connection_breaks_happens_once() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread node = Thread.ofVirtual().start(() -> {
                // The first connection ends when the write is applied, before its answer.
                serve(listener, 1);
                serve(listener, Integer.MAX_VALUE);
            });
            HostPort address = new HostPort(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
            try (ClusterClient client = new ClusterClient(List.of(address), PATIENT)) {
                client.set(KEY, Bytes.utf8("value"));
                assertThat(client.get(KEY)).isEqualTo(Bytes.utf8("value"));
                client.ping(address);
            }
            node.join();
        }
        assertThat(cluster.node(1).writes()).hasSize(2);
        assertThat(cluster.applied).containsExactly("set \"key\" \"value\"");
    }

    /** Returns the answer of a node that names no members: what they would name are ports of this machine. */
    private ResponseProto answer(FakeCluster.Node node, RequestProto request) {
        ResponseProto answer = cluster.serve(node, request);
        return answer.hasInfo()
                ? answer.toBuilder().setInfo(NodeInfoProto.getDefaultInstance()).build()
                : answer;
    }

    /** Serves one connection, until its client closes it or {@code writes} writes were applied. */
    private void serve(ServerSocket listener, int writes) {
        FakeCluster.Node node = cluster.node(1);
        try (Socket socket = listener.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            int left = writes;
            while (left > 0) {
                byte[] message = new byte[in.readInt()];
                in.readFully(message);
                RequestProto request = RequestProto.parseFrom(message);
                node.requests.add(request);
                ByteBuf answer = Unpooled.buffer();
                Frames.write(answer, answer(node, request));
                left -= request.hasWriteId() ? 1 : 0;
                if (left > 0) {
                    answer.readBytes(out, answer.readableBytes());
                }
            }
        } catch (EOFException _) {
            // The client has closed the connection.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
