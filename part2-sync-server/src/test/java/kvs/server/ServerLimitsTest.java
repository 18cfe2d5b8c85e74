package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each limit, met by a client that goes beyond it. A test waits for what the server does, and for no time. */
@Timeout(60)
class ServerLimitsTest {
    private static final ServerLimits LIMITS = ServerLimits.DEFAULT;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Command PING = new Command.Ping(Bytes.EMPTY);

    @Test
    @Tag("2.7")
    void refuses_a_connection_above_the_limit_and_says_why() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(2))) {
            TestServer.Wire first = server.wire();
            TestServer.Wire second = server.wire();
            assertThat(first.send(PING).response()).isEqualTo(Response.Ok.DONE);
            assertThat(second.send(PING).response()).isEqualTo(Response.Ok.DONE);
            TestServer.Wire third = server.wire();
            assertThat(third.response()).isEqualTo(new Response.Error("too many connections: this server takes 2"));
            assertThat(third.rest()).isEmpty();
            assertThat(first.send(PING).response())
                    .as("the others, undisturbed")
                    .isEqualTo(Response.Ok.DONE);
        }
    }

    @Test
    @Tag("2.7")
    void closes_a_connection_above_the_limit_where_the_protocol_has_no_error() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(1), TestServer.TEXT)) {
            assertThat(server.wire().send("LOAD$a\n").read(9)).isEqualTo("NOTFOUND\n");
            assertThat(server.wire().rest()).isEmpty();
        }
    }

    @Test
    @Tag("2.7")
    void takes_a_new_connection_when_an_old_one_has_gone() throws Exception {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(1))) {
            for (int i = 0; i < 20; i++) {
                TestServer.Wire wire = server.wire();
                assertThat(wire.send(PING).response()).isEqualTo(Response.Ok.DONE);
                assertThat(wire.halfClose().rest()).isEmpty();
                server.server.awaitConnections(0);
            }
        }
    }

    @Test
    @Tag("2.7")
    void survives_a_flood_of_connections() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(3))) {
            TestServer.Wire good = server.wire();
            assertThat(good.send(PING).response()).isEqualTo(Response.Ok.DONE);
            for (int i = 0; i < 300; i++) {
                server.wire();
            }
            assertThat(good.send(PING).response()).isEqualTo(Response.Ok.DONE);
        }
    }

    @Test
    void closes_a_connection_that_says_nothing() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withIdleTime(SOON))) {
            TestServer.Wire wire = server.wire();
            assertThat(wire.send(PING).response()).isEqualTo(Response.Ok.DONE);
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void gives_up_on_a_request_that_does_not_end_and_says_so() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withRequestTime(SOON))) {
            assertThat(server.wire().send((byte) 1).response())
                    .isEqualTo(new Response.Error("the request was not complete after 50 ms"));
        }
    }

    @Test
    void gives_up_on_a_text_request_that_does_not_end() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withRequestTime(SOON), TestServer.TEXT)) {
            assertThat(server.wire().send("LOAD$a\nLOAD$").rest()).isEqualTo("NOTFOUND\n");
        }
    }

    @Test
    void gives_up_on_a_peer_that_does_not_take_its_answers() throws Exception {
        Bytes large = Bytes.copyOf(new byte[8 << 20]);
        try (TestServer server = TestServer.start(LIMITS.withRequestTime(Duration.ofMillis(200)))) {
            server.client().set(Bytes.EMPTY, large);
            TestServer.Wire wire = server.wire();
            for (int i = 0; i < 8; i++) {
                wire.send(new Command.Get(Bytes.EMPTY));
            }
            // No read: the server gets stuck writing, and gives up, and is then seen to have no connection of ours.
            server.server.awaitConnections(1);
        }
    }

    @Test
    void does_not_let_a_peer_that_does_not_read_delay_the_stop() throws Exception {
        MemoryEngine engine = new MemoryEngine();
        engine.set(Bytes.EMPTY, Bytes.copyOf(new byte[8 << 20]));
        ServerOptions options = ServerOptions.defaults().withLimits(LIMITS.withStopGrace(SOON));
        try (TestServer server = TestServer.start(options, engine)) {
            TestServer.Wire wire = server.wire();
            for (int i = 0; i < 8; i++) {
                wire.send(new Command.Get(Bytes.EMPTY));
            }
            assertThat(wire.read(1)).as("the server is writing").hasSize(1);
            CompletableFuture.runAsync(() -> {
                        try {
                            server.server.stop();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .get(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
