package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both protocols of SPEC, on real sockets, byte for byte. */
@Timeout(60)
class ServerTest {
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command GET = new Command.Get(FOO);
    private static final Command SET = new Command.Set(FOO, BAR);
    private static final Command CLEAR = new Command.Clear(FOO);

    @Test
    void speaks_the_binary_protocol() throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            TestServer.Wire wire = server.wire();
            assertThat(wire.send(GET).response()).isEqualTo(new Response.NotFound());
            assertThat(wire.send(SET).response()).isEqualTo(Response.Ok.DONE);
            assertThat(wire.send(GET).response()).isEqualTo(new Response.Ok(BAR));
            assertThat(wire.send(new Command.Ping(BAR)).response()).isEqualTo(new Response.Ok(BAR));
            assertThat(wire.send(CLEAR).response()).isEqualTo(Response.Ok.DONE);
            assertThat(wire.send(CLEAR).response()).isEqualTo(new Response.NotFound());
        }
    }

    @Test
    void speaks_the_text_protocol() throws IOException {
        try (TestServer server = TestServer.start(TestServer.TEXT)) {
            TestServer.Wire wire = server.wire();
            assertThat(wire.send("LOAD$a\n").read(9)).isEqualTo("NOTFOUND\n");
            assertThat(wire.send("STORE$a$\n").read(5)).isEqualTo("DONE\n");
            assertThat(wire.send("LOAD$a\n").read(7)).isEqualTo("FOUND$\n");
            assertThat(wire.send("STORE$$b\nLOAD$\n").read(13)).isEqualTo("DONE\nFOUND$b\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void answers_the_same_for_every_split_of_the_stream(int size) throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            TestServer.Wire wire = server.wire();
            byte[] stream = ConversationTest.bytes(TestServer.BINARY, GET, SET, GET, CLEAR, GET);
            for (int at = 0; at < stream.length; at += size) {
                wire.send(java.util.Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
            }
            List<Response> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(wire.response());
            }
            assertThat(answers)
                    .containsExactly(
                            new Response.NotFound(),
                            Response.Ok.DONE,
                            new Response.Ok(BAR),
                            Response.Ok.DONE,
                            new Response.NotFound());
        }
    }

    @Test
    void answers_a_client_that_has_closed_its_sending_side() throws IOException {
        try (TestServer server = TestServer.start(TestServer.TEXT)) {
            assertThat(server.wire().send("STORE$a$b\nLOAD$a\nLOA").halfClose().rest())
                    .as("half-closed after two requests and a part of a third")
                    .isEqualTo("DONE\nFOUND$b\n");
        }
    }

    @Test
    void rejects_a_malformed_request_after_the_answers_before_it() throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            TestServer.Wire wire = server.wire();
            // More bytes after it than the server will read: the error must still arrive.
            wire.send(SET, GET)
                    .send((byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 7)
                    .send(new byte[20_000]);
            assertThat(wire.response()).isEqualTo(Response.Ok.DONE);
            assertThat(wire.response()).isEqualTo(new Response.Ok(BAR));
            assertThat(wire.response()).isEqualTo(new Response.Error("malformed request at byte 1: unknown command 7"));
            assertThat(wire.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"STT", "load$a\n", "STORE$a$b\r\n", "GET / HTTP/1.1\r\n", "\n", "STORE$a$B"})
    void closes_without_an_answer_on_malformed_text(String text) throws IOException {
        try (TestServer server = TestServer.start(TestServer.TEXT)) {
            assertThat(server.wire().send("LOAD$a\n").send(text).rest()).isEqualTo("NOTFOUND\n");
        }
    }

    @Test
    void rejects_a_length_of_two_gigabytes() throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            TestServer.Wire wire = server.wire();
            wire.send((byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0)
                    .send((byte) 0x7f, (byte) -1, (byte) -1, (byte) -1);
            assertThat(wire.response())
                    .isEqualTo(new Response.Error(
                            "malformed request at byte 5: length 2147483647 is above the limit of 65536"));
        }
    }

    @Test
    void survives_a_disconnect_at_every_byte() throws IOException {
        byte[] session = ConversationTest.bytes(TestServer.BINARY, SET, GET, CLEAR);
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            for (int length = 0; length <= session.length; length++) {
                TestServer.Wire closed = server.wire();
                closed.send(java.util.Arrays.copyOf(session, length)).close();
                TestServer.Wire reset = server.wire();
                reset.send(java.util.Arrays.copyOf(session, length)).reset();
            }
            assertThat(server.wire().send(new Command.Ping(BAR)).response()).isEqualTo(new Response.Ok(BAR));
        }
    }

    @Test
    void answers_ten_thousand_pipelined_requests() throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            List<Command> commands = new ArrayList<>();
            List<Response> expected = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                Bytes payload = Bytes.utf8("ping " + i);
                commands.add(new Command.Ping(payload));
                expected.add(new Response.Ok(payload));
            }
            assertThat(server.client().call(commands)).isEqualTo(expected);
        }
    }

    @Test
    void accepts_values_as_large_as_the_limit() throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            Bytes large = Bytes.copyOf(new byte[TestServer.BINARY.limits().maxValueBytes()]);
            server.client().set(FOO, large);
            assertThat(server.client().get(FOO)).isEqualTo(large);
        }
    }

    @Test
    void names_the_port_in_use_that_it_cannot_bind() throws IOException {
        try (ServerSocket other =
                new ServerSocket(0, 1, Address.parse("127.0.0.1:0").getAddress())) {
            ServerOptions options =
                    ServerOptions.defaults().withAddress(Address.parse("127.0.0.1:" + other.getLocalPort()));
            assertThatThrownBy(() -> new Server(options, new MemoryEngine()).start())
                    .isInstanceOf(IOException.class)
                    .extracting(ErrorLine::of)
                    .asString()
                    .startsWith("could not bind 127.0.0.1:" + other.getLocalPort() + ": Address already in use");
        }
    }

    @Test
    void listens_on_IPv6() throws IOException {
        Server server = new Server(ServerOptions.defaults().withAddress(Address.parse("[::1]:0")), new MemoryEngine());
        try {
            assertThat(Address.show(server.start())).startsWith("[0:0:0:0:0:0:0:1]:");
        } finally {
            server.stop();
        }
    }

    @Test
    void accepts_shutdown_from_its_own_machine_only() {
        ServerOptions options = ServerOptions.defaults();
        assertThat(Connection.mayShutDown(Address.parse("127.0.0.1:5"), options))
                .isTrue();
        assertThat(Connection.mayShutDown(Address.parse("[::1]:5"), options)).isTrue();
        assertThat(Connection.mayShutDown(Address.parse("192.0.2.1:5"), options))
                .isFalse();
        assertThat(Connection.mayShutDown(Address.parse("192.0.2.1:5"), options.withShutdownFromAnywhere(true)))
                .isTrue();
        assertThat(new CommandHandler(new MemoryEngine(), false).answer(new Command.Shutdown()))
                .isInstanceOf(Response.Error.class);
    }

    @Test
    void stop_does_nothing_before_the_start() throws IOException {
        GateEngine engine = new GateEngine();
        new Server(ServerOptions.defaults(), engine).stop();
        assertThat(engine.events).isEmpty();
    }

    @Test
    void starts_once() throws IOException {
        try (TestServer server = TestServer.start(TestServer.BINARY)) {
            assertThatThrownBy(server.server::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void knows_its_version() {
        assertThat(Version.text()).matches("\\d+\\.\\d+\\.\\d+.*");
    }
}
