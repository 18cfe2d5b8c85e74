package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kvs.net.Acceptor;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Fact;
import kvs.raft.Configuration;
import kvs.raft.Envelope;
import kvs.raft.Member;
import kvs.raft.proto.PeerHelloProto;
import kvs.raft.proto.PeerWelcomeProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How node 1 meets node 4: real sockets, virtual time. */
@Timeout(60)
class PeersTest {
    /** Ends a test that would otherwise wait for ever. No test that passes waits this long. */
    private static final int MAX_WAIT_MILLIS = 20_000;

    private static final long INSTANCE = 44;

    private final ManualClock clock = new ManualClock();
    private final Recorded events = new Recorded();
    private final NodeOptions options =
            NodeOptions.of(1, Path.of("unused"), NodeOptions.parseMembers("1=127.0.0.1,2=127.0.0.1"));
    private EventLoop loop;
    private Peers peers;
    private Acceptor acceptor;
    private ServerSocket four;

    /** What the peers cause. */
    private static final class Recorded implements Peers.Events {
        final List<Integer> connected = new ArrayList<>();
        final List<Runnable> remembering = new ArrayList<>();
        boolean remembers = true;

        @Override
        public void received(Envelope envelope) {}

        @Override
        public void dropped(Envelope envelope) {}

        @Override
        public void connected(int peer) {
            connected.add(peer);
        }

        @Override
        public void ended(int peer) {}

        @Override
        public void remember(int peer, long instance, Runnable done) {
            remembering.add(done);
            if (remembers) {
                done.run();
            }
        }

        @Override
        public void expelled(String reason) {}
    }

    @BeforeEach
    void start() throws IOException {
        loop = new EventLoop("test-loop", NetLimits.DEFAULT, clock, new NetStats(), failure -> {
            throw new IllegalStateException(failure);
        });
        loop.start();
        peers = new Peers(options, new Identity(7, 1, 11, "members"), Map.of(), loop, events);
        acceptor = Acceptor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Acceptor.Mode.PORT_PER_LOOP,
                List.of(loop),
                connection -> new PeerSession(connection, peers));
        four = server();
    }

    @AfterEach
    void stop() throws Exception {
        acceptor.close();
        loop.stop(Duration.ZERO);
        four.close();
    }

    private static ServerSocket server() throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(MAX_WAIT_MILLIS);
        return server;
    }

    private static String address(ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort() + ":1";
    }

    private PeerHelloProto hello() {
        return PeerHelloProto.newBuilder()
                .setVersion(Peers.VERSION)
                .setCluster(7)
                .setFrom(4)
                .setTo(1)
                .setInstance(INSTANCE)
                .setAddress(address(four))
                .build();
    }

    /** Connects as node 4 does, and reads the welcome. */
    private Socket greet() throws IOException {
        Socket socket =
                new Socket(acceptor.address().getAddress(), acceptor.address().getPort());
        socket.setSoTimeout(MAX_WAIT_MILLIS);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        byte[] message = hello().toByteArray();
        out.writeInt(message.length);
        out.write(message);
        assertThat(PeerWelcomeProto.parseFrom(read(socket)).getRejected()).isEmpty();
        return socket;
    }

    private static byte[] read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        return message;
    }

    /** Takes the connection of node 1, and welcomes it. */
    private static Socket welcome(ServerSocket server) throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(MAX_WAIT_MILLIS);
        assertThat(PeerHelloProto.parseFrom(read(socket)).getTo()).isEqualTo(4);
        byte[] message = PeerWelcomeProto.newBuilder()
                .setVersion(Peers.VERSION)
                .setFrom(4)
                .setInstance(INSTANCE)
                .build()
                .toByteArray();
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeInt(message.length);
        out.write(message);
        return socket;
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable message = () -> {
            try {
                result.complete(task.call());
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        };
        if (!loop.offer(message)) {
            throw new IllegalStateException("the loop takes no messages");
        }
        return result.get(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void await(Callable<Boolean> condition) throws Exception {
        while (!onLoop(condition)) {
            Thread.yield();
        }
    }

    private void advance(Duration time) throws Exception {
        clock.advance(time);
        onLoop(() -> true);
    }

    private static Configuration withFourAt(String address) {
        return new Configuration(List.of(new Member(1, true, "127.0.0.1"), new Member(4, false, address)), 4);
    }

    @Test
    void a_node_that_becomes_a_member_at_another_address_is_dialed_there() throws Exception {
        try (Socket _ = greet();
                Socket _ = welcome(four);
                ServerSocket moved = server()) {
            await(() -> peers.up() == 1);
            onLoop(() -> {
                peers.members(withFourAt(address(moved)));
                return true;
            });
            try (Socket _ = welcome(moved)) {
                await(() -> peers.up() == 1);
            }
        }
    }

    @Test
    void a_node_that_is_no_member_is_dialed_again_while_it_is_connected_to_here() throws Exception {
        try (Socket _ = greet()) {
            welcome(four).close();
            await(() -> !events.connected.isEmpty() && peers.up() == 0);
            advance(Duration.ofSeconds(1));
            try (Socket _ = welcome(four)) {
                await(() -> peers.up() == 1);
            }
        }
        four.close();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        while (!gone.isDone()) {
            advance(Duration.ofSeconds(1));
            if (onLoop(() -> peers.address(4) == null)) {
                gone.complete(true);
            }
        }
        Fact.when("close its connection, too, and refuse a new one; is it forgotten")
                .gives(true, gone.get());
    }

    @Test
    void a_node_that_takes_a_connection_and_says_nothing_is_dialed_again() throws Exception {
        try (Socket _ = greet();
                Socket silent = four.accept()) {
            silent.setSoTimeout(MAX_WAIT_MILLIS);
            assertThat(PeerHelloProto.parseFrom(read(silent)).getFrom()).isEqualTo(1);
            advance(options.firstFrameTime());
            Fact.when("say nothing; node 1 sends")
                    .gives(-1, silent.getInputStream().read());
            advance(Duration.ofSeconds(1));
            try (Socket _ = welcome(four)) {
                await(() -> peers.up() == 1);
            }
        }
    }

    @Test
    void nothing_is_said_to_a_node_before_its_instance_is_durable() throws Exception {
        events.remembers = false;
        onLoop(() -> {
            peers.members(withFourAt(address(four)));
            return true;
        });
        List<String> verdicts = new ArrayList<>();
        try (Socket _ = welcome(four)) {
            await(() -> events.remembering.size() == 1);
            onLoop(() -> {
                peers.judge(hello(), rejection -> verdicts.add("first " + rejection));
                peers.judge(hello(), rejection -> verdicts.add("second " + rejection));
                return true;
            });
            Fact.when("not durable; verdicts").gives(List.of(), onLoop(() -> List.copyOf(verdicts)));
            Fact.when("not durable; connected").gives(List.of(), onLoop(() -> List.copyOf(events.connected)));
            onLoop(() -> {
                events.remembering.getFirst().run();
                return true;
            });
            Fact.when("durable; verdicts")
                    .gives(List.of("first null", "second null"), onLoop(() -> List.copyOf(verdicts)));
            Fact.when("durable; connected").gives(List.of(4), onLoop(() -> List.copyOf(events.connected)));
            Fact.when("notes on disk").gives(1, (int) onLoop(events.remembering::size));
        }
    }

    /** Where nothing listens, the process has ended. The system says so in the language of its locale. */
    @Test
    void a_refused_connection_is_told_by_its_type() throws Exception {
        assertThat(PeerLink.isRefused(new ConnectException("Verbindungsaufbau abgelehnt")))
                .isTrue();
        assertThat(PeerLink.isRefused(new SocketTimeoutException("Connect timed out")))
                .isFalse();
        assertThat(PeerLink.isRefused(new NoRouteToHostException("refused"))).isFalse();
        NodeAddress nothing = TestAddresses.node();
        CompletableFuture<IOException> failed = new CompletableFuture<>();
        new Dialer(loop, Duration.ofSeconds(1))
                .dial(
                        nothing.host(),
                        nothing.peerPort(),
                        _ -> {
                            throw new IllegalStateException("something listens");
                        },
                        failed::complete);
        assertThat(PeerLink.isRefused(failed.get())).isTrue();
    }
}
