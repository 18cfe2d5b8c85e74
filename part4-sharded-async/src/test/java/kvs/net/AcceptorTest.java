package kvs.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.net.Acceptor.Mode;
import kvs.net.LoopServer.Client;
import kvs.server.ErrorLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AcceptorTest {

    @ParameterizedTest
    @EnumSource
    void serves_many_clients_on_one_free_port(Mode mode) throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT, 2, mode)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(server.greeted());
            }
            for (Client client : clients) {
                client.send("again\n").expect("again\n");
            }
            assertThat(server.stats.open()).isEqualTo(40);
            assertThat(server.loops.stream().mapToInt(EventLoop::connections).sum())
                    .isEqualTo(40);
        }
    }

    @ParameterizedTest
    @EnumSource
    void all_addresses_of_IPv4_are_not_those_of_IPv6(Mode mode) throws Exception {
        try (ServerSocket probe = new ServerSocket()) {
            assumeThatCode(() -> probe.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0)))
                    .as("this machine has the address ::1")
                    .doesNotThrowAnyException();
        }
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT, 1, mode)) {
            connects(server, "0.0.0.0", "127.0.0.1", mode, true);
            connects(server, "0.0.0.0", "::1", mode, false);
            connects(server, "::", "127.0.0.1", mode, true);
            connects(server, "::", "::1", mode, true);
        }
    }

    private static void connects(LoopServer server, String bound, String host, Mode mode, boolean expected)
            throws Exception {
        Acceptor acceptor = Acceptor.open(
                new InetSocketAddress(InetAddress.ofLiteral(bound), 0), mode, server.loops, server.sessions);
        boolean connected;
        try (Socket socket =
                new Socket(InetAddress.ofLiteral(host), acceptor.address().getPort())) {
            connected = socket.isConnected();
        } catch (ConnectException _) {
            connected = false;
        } finally {
            acceptor.close();
        }
        assertThat(connected).as("%s at a server on %s", host, bound).isEqualTo(expected);
    }

    @Test
    void hands_a_connection_to_the_loop_with_the_fewest() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT, 3, Mode.ONE_LISTENER)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                clients.add(server.greeted());
            }
            assertThat(server.loops).extracting(EventLoop::connections).containsExactly(3, 3, 3);
            EventLoop first = server.sessions.all.getFirst().connection.loop();
            for (int i = 0; i < 9; i++) {
                if (server.sessions.all.get(i).connection.loop() == first) {
                    clients.get(i).close();
                }
            }
            server.await("three clients are gone", () -> server.stats.open() == 6);
            server.greeted();
            assertThat(first.connections()).isEqualTo(1);
        }
    }

    @Test
    void sets_the_options_that_a_server_needs() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            Connection connection = server.sessions.all.getFirst().connection;
            assertThat(connection.remote()).isEqualTo(client.socket().getLocalSocketAddress());
            assertThat(connection.local()).isEqualTo(server.acceptor.address());
            assertThat(connection.options()).isEqualTo("TCP_NODELAY=true SO_KEEPALIVE=true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses_a_port_that_another_server_has(Mode first) throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT, 2, first)) {
            InetSocketAddress taken = server.acceptor.address();
            for (Mode second : Mode.values()) {
                assertThatThrownBy(() -> Acceptor.open(taken, second, server.loops, server.sessions))
                        .satisfies(failure -> assertThat(ErrorLine.of(failure))
                                .isEqualTo("could not bind 127.0.0.1:" + taken.getPort() + ": Address already in use"));
            }
            server.greeted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void frees_the_port_and_keeps_the_connections(Mode mode) throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT, 2, mode)) {
            Client client = server.greeted();
            server.acceptor.close();
            InetSocketAddress address = server.acceptor.address();
            assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                    .isInstanceOf(ConnectException.class);
            try (ServerSocket other = new ServerSocket()) {
                other.bind(address);
            }
            client.send("still here\n").expect("still here\n");
            server.acceptor.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejects_connections_above_the_limit_with_a_reason(Mode mode) throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT.withMaxConnections(3), 2, mode)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(server.greeted());
            }
            for (int i = 0; i < 20; i++) {
                // It has already sent a request, which is not read: no reset may destroy the reason.
                Client rejected = server.client().send("hello\n");
                assertThat(rejected.rest()).isEqualTo("full\n");
                rejected.close();
            }
            assertThat(server.stats.rejected()).isEqualTo(20);
            assertThat(server.stats.accepted()).isEqualTo(3);
            assertThat(server.stats.open()).isEqualTo(3);
            assertThat(server.sessions.all).hasSize(3);
            clients.getFirst().close();
            server.await("a client is gone", () -> server.stats.open() == 2);
            server.greeted();
        }
    }

    @Test
    void lets_a_storm_of_connections_beyond_the_limit_disturb_no_client() throws Exception {
        NetLimits limits = NetLimits.DEFAULT.withMaxConnections(1).withMaxRejectedAtOnce(10);
        try (LoopServer server = new LoopServer(limits)) {
            Client client = server.greeted();
            List<Client> storm = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                storm.add(server.client());
                if (i % 50 == 0) {
                    client.send("served\n").expect("served\n");
                }
            }
            int told = 0;
            for (Client rejected : storm) {
                String rest = rejected.rest();
                assertThat(rest).isIn("full\n", "", "(reset)");
                told += rest.startsWith("full") ? 1 : 0;
            }
            assertThat(told).isBetween(10, 300);
            assertThat(server.stats.rejected()).isEqualTo(300);
            client.send("still here\n").expect("still here\n");
        }
    }

    @Test
    void goes_on_after_a_shortage_of_descriptors() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT);
                ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            AtomicBoolean shortage = new AtomicBoolean(true);
            AtomicInteger attempts = new AtomicInteger();
            Listener listener = new Listener(
                    server.loop(),
                    channel,
                    () -> {
                        attempts.incrementAndGet();
                        if (shortage.get()) {
                            throw new IOException("Too many open files");
                        }
                        return channel.accept();
                    },
                    server.loops,
                    server.sessions);
            server.onLoop(listener::begin);
            try (Client client = new Client(new Socket(
                    InetAddress.getLoopbackAddress(), channel.socket().getLocalPort()))) {
                server.await("it has tried", () -> attempts.get() > 0);
                LoopServer.settle(server.loop());
                assertThat(attempts.get())
                        .as("attempts before the pause is over")
                        .isEqualTo(1);
                server.advance(Listener.PAUSE);
                server.await("it has tried again", () -> attempts.get() > 1);
                assertThat(server.stats.failedAccepts()).isEqualTo(2);
                shortage.set(false);
                server.advance(Listener.PAUSE);
                client.send("at last\n").expect("at last\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leaves_no_connection_open_that_arrives_while_it_stops(Mode mode) throws Exception {
        LoopServer server = new LoopServer(NetLimits.DEFAULT, 2, mode);
        server.greeted().close();
        AtomicBoolean refused = new AtomicBoolean();
        List<Client> arrived = new ArrayList<>();
        Thread visitors = Thread.ofPlatform().start(() -> {
            while (true) {
                try {
                    arrived.add(server.client());
                } catch (SocketException _) {
                    refused.set(true);
                    return;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
        server.await("visitors arrive", () -> server.stats.accepted() > 20);
        server.acceptor.close();
        visitors.join();
        Thread stopper = Thread.ofPlatform().start(() -> {
            try {
                EventLoop.stopAll(server.loops, Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        for (Client client : arrived) {
            // Of a connection that the kernel has not handed to the listener, the client may learn only when it sends.
            try {
                client.send("x");
            } catch (SocketException _) {
                // It has learned already.
            }
            assertThat(client.rest()).isIn("", "(reset)");
            client.close();
        }
        stopper.join();
        assertThat(refused.get()).isTrue();
        assertThat(server.stats.open()).isZero();
        server.close();
    }
}
