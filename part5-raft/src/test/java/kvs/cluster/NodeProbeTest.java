package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.PongProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeProbeTest {
    private ServerSocket node;
    private NodeProbe probe;

    @BeforeEach
    void listen() throws IOException {
        node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        probe = new NodeProbe(new HostPort(host, node.getLocalPort()), Duration.ofMinutes(10));
    }

    @AfterEach
    void close() throws IOException {
        probe.close();
        node.close();
    }

    private CompletableFuture<NodeInfoProto> asked() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return probe.info();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static RequestProto read(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        return RequestProto.parseFrom(in.readNBytes(in.readInt()));
    }

    private static void write(Socket client, byte[] answer) throws IOException {
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeInt(answer.length);
        out.write(answer);
    }

    private static byte[] info(long request, long term) {
        return ResponseProto.newBuilder()
                .setRequestId(request)
                .setInfo(NodeInfoProto.newBuilder().setTerm(term))
                .build()
                .toByteArray();
    }

    @Test
    void asks_again_and_again_on_one_connection() throws Exception {
        CompletableFuture<NodeInfoProto> first = asked();
        try (Socket client = node.accept()) {
            RequestProto request = read(client);
            assertThat(request.hasInfo()).isTrue();
            write(client, info(request.getRequestId(), 7));
            assertThat(first.join().getTerm()).isEqualTo(7);
            CompletableFuture<NodeInfoProto> second = asked();
            write(client, info(read(client).getRequestId(), 8));
            assertThat(second.join().getTerm()).isEqualTo(8);
        }
    }

    @Test
    void opens_a_new_connection_after_a_failure() throws Exception {
        CompletableFuture<NodeInfoProto> first = asked();
        node.accept().close();
        assertThatThrownBy(first::join).hasMessageContaining("no answer from ");
        CompletableFuture<NodeInfoProto> second = asked();
        try (Socket client = node.accept()) {
            write(client, info(read(client).getRequestId(), 9));
            assertThat(second.join().getTerm()).isEqualTo(9);
        }
    }

    @Test
    void takes_nothing_else_for_an_answer() throws Exception {
        CompletableFuture<NodeInfoProto> first = asked();
        try (Socket client = node.accept()) {
            long request = read(client).getRequestId();
            write(
                    client,
                    ResponseProto.newBuilder()
                            .setRequestId(request)
                            .setPong(PongProto.getDefaultInstance())
                            .build()
                            .toByteArray());
            assertThatThrownBy(first::join).rootCause().hasMessageContaining("another answer than to info");
        }
        CompletableFuture<NodeInfoProto> second = asked();
        try (Socket client = node.accept()) {
            read(client);
            new DataOutputStream(client.getOutputStream()).writeInt(-1);
            assertThatThrownBy(second::join).rootCause().hasMessage("an answer of 4294967295 bytes");
        }
    }
}
