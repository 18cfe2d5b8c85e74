package kvs.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kvs.cluster.client.ClientOptions;
import kvs.net.ManualClock;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.kv.MessageCodec;
import kvs.raft.proto.PeerHelloProto;
import kvs.raft.proto.PeerWelcomeProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What arrives at the port of peers and is from none, while the cluster serves. */
@Timeout(120)
class PeerPortTest {

    private static RawConnection connect(LocalCluster cluster) throws IOException {
        return new RawConnection(cluster.address(1).host(), cluster.address(1).peerPort());
    }

    /** Runs a test against node 1 of three, under load. Clients are served after it, and their history is checked. */
    private static void underLoad(Attack attack) throws Exception {
        try (LocalCluster cluster = LocalCluster.started(3);
                RecordedClients clients = new RecordedClients(2, 5, () -> cluster.client(ClientOptions.DEFAULT))) {
            clients.awaitAnswered(20);
            attack.on(cluster);
            clients.awaitAnswered(50);
            clients.stopAndCheck();
        }
    }

    @FunctionalInterface
    private interface Attack {
        void on(LocalCluster cluster) throws Exception;
    }

    /** Returns what a node 9, which node 1 has never met, says. */
    private static PeerHelloProto.Builder hello(LocalCluster cluster) {
        NodeAddress nothingThere = TestAddresses.node();
        return PeerHelloProto.newBuilder()
                .setVersion(Peers.VERSION)
                .setCluster(cluster.await(1, "any", _ -> true).getCluster())
                .setFrom(9)
                .setTo(1)
                .setInstance(99)
                .setMembers(NodeOptions.text(cluster.members))
                .setAddress(nothingThere.text());
    }

    private static void rejects(
            LocalCluster cluster, UnaryOperator<PeerHelloProto.Builder> wrong, boolean expelled, String sentence)
            throws IOException {
        try (RawConnection peer = connect(cluster)) {
            peer.sendFrame(wrong.apply(hello(cluster)).build());
            PeerWelcomeProto welcome = PeerWelcomeProto.parseFrom(peer.readFrame());
            assertThat(welcome.getRejected()).contains(sentence);
            assertThat(welcome.getExpelled()).isEqualTo(expelled);
            assertThat(peer.readToEnd()).isZero();
        }
        cluster.log().await(1, "rejected: " + sentence);
    }

    @Test
    void rejects_a_node_that_does_not_belong_here_with_a_sentence() throws Exception {
        underLoad(cluster -> {
            rejects(
                    cluster,
                    hello -> hello.setCluster(hello.getCluster() + 1).setMembers("1=elsewhere"),
                    false,
                    "node 1 belongs to another cluster, which began with the members ["
                            + NodeOptions.text(cluster.members)
                            + "]; the cluster of the node that calls began with [1=elsewhere]. Start all nodes of a"
                            + " cluster with the same members");
            rejects(
                    cluster,
                    hello -> hello.setVersion(2),
                    false,
                    "node 1 speaks version 1 of the protocol of peers, not version 2");
            rejects(
                    cluster,
                    hello -> hello.setTo(2),
                    false,
                    "this is node 1, not node 2: check the addresses of the members");
            rejects(
                    cluster,
                    hello -> hello.setFrom(1),
                    false,
                    "there is a node 1 already: no two nodes of a cluster may have the same id");
            rejects(cluster, hello -> hello.setFrom(0), false, "a node without an id");
            rejects(cluster, hello -> hello.setFrom(2), true, "node 2 comes with other data than node 1 knows of it");
        });
    }

    @Test
    void closes_a_connection_that_does_not_begin_with_a_hello() throws Exception {
        underLoad(cluster -> {
            List<Sent> first = List.of(
                    peer -> peer.send("GET / HTTP/1.1\r\nHost: node\r\n\r\n".getBytes(US_ASCII)),
                    peer -> peer.sendLength(1L << 31),
                    peer -> peer.sendFrame((byte) -1, (byte) -1, (byte) -1));
            for (Sent each : first) {
                try (RawConnection peer = connect(cluster)) {
                    each.to(peer);
                    assertThat(peer.readToEnd()).isZero();
                }
            }
            cluster.log().await(1, "closed: not a peer, or a damaged message: a frame of 1195725856 bytes exceeds");
            cluster.log().await(1, "closed: not a peer, or a damaged message: a frame of 2147483648 bytes exceeds");
            cluster.await(
                    1,
                    "counting three malformed messages",
                    info -> info.getMetricsOrThrow("kvs_peer_messages_malformed_total") == 3);
        });
    }

    @FunctionalInterface
    private interface Sent {
        void to(RawConnection peer) throws IOException;
    }

    @Test
    void closes_a_connection_whose_messages_are_none() throws Exception {
        underLoad(cluster -> {
            long id = cluster.await(1, "any", _ -> true).getCluster();
            List<Sent> later = List.of(
                    peer -> peer.sendLength(1L << 31),
                    peer -> peer.sendFrame((byte) -1, (byte) -1, (byte) -1),
                    peer -> peer.sendFrame(encoded(new Envelope(id, 2, 1, new Message.TimeoutNow(1_000)))));
            for (Sent each : later) {
                try (RawConnection peer = connect(cluster)) {
                    peer.sendFrame(hello(cluster).build());
                    assertThat(PeerWelcomeProto.parseFrom(peer.readFrame()).getRejected())
                            .isEmpty();
                    each.to(peer);
                    assertThat(peer.readToEnd()).isZero();
                }
            }
            cluster.log().await(1, "a frame of 2147483648 bytes exceeds the limit of 67108864");
            cluster.log().await(1, "node 9 sent a message as node 2");
        });
    }

    private static byte[] encoded(Envelope envelope) {
        ByteBuf out = Unpooled.wrappedBuffer(MessageCodec.encode(envelope));
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    @Test
    void closes_a_peer_that_sends_a_byte_a_second_and_rejects_silent_ones_above_the_limit() throws Exception {
        ManualClock clock = new ManualClock();
        Duration time = Duration.ofSeconds(5);
        try (LocalCluster cluster =
                new LocalCluster(3, options -> options.withMaxUnidentified(3).withFirstFrameTime(time))) {
            cluster.start(cluster.options(1), clock);
            List<RawConnection> silent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                silent.add(connect(cluster));
            }
            try (RawConnection more = connect(cluster)) {
                assertThat(more.readToEnd()).isZero();
            }
            silent.getFirst().sendLength(100);
            for (int second = 1; second < time.toSeconds(); second++) {
                clock.advance(Duration.ofSeconds(1));
                silent.getFirst().send((byte) 1);
                turn(cluster);
                silent.getFirst().requireSilent("after " + second + " s");
            }
            clock.advance(Duration.ofSeconds(1));
            turn(cluster);
            for (RawConnection each : silent) {
                assertThat(each.readToEnd()).isZero();
                each.close();
            }
            assertThat(cluster.await(1, "any", _ -> true).getMetricsOrThrow("kvs_peer_connections_rejected_total"))
                    .isEqualTo(1);
            try (RawConnection peer = connect(cluster)) {
                peer.sendFrame(hello(cluster).build());
                assertThat(PeerWelcomeProto.parseFrom(peer.readFrame()).getRejected())
                        .isEmpty();
            }
        }
    }

    /** Wakes the loop of node 1, which does not see that the clock has moved while it sleeps. */
    private static void turn(LocalCluster cluster) throws IOException {
        for (int i = 0; i < 2; i++) {
            cluster.operator().ping(cluster.clientPort(1));
        }
    }
}
