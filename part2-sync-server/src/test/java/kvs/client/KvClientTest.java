package kvs.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import kvs.engine.MemoryEngine;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Limits;
import kvs.protocol.Response;
import kvs.protocol.TextCodec;
import kvs.server.ServerOptions;
import kvs.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exercise 2.3: the client, against a server that says what it is told to say. */
@Tag("2.3")
@Timeout(60)
class KvClientTest {
    private static final Codec BINARY = new BinaryCodec(Limits.DEFAULT);
    private static final Codec TEXT = new TextCodec(Limits.DEFAULT);
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final String DONE = "\1" + "0\0\0\0\0";
    private static final String FOUND_BAR = "\1" + "0\0\0\0\3bar";

    private ServerSocket listener;
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop_listening() throws IOException {
        over.countDown();
        listener.close();
    }

    /** Says {@code pieces}, each in a packet of its own; then closes, or stays and says nothing. */
    private void say(boolean closes, String... pieces) {
        Thread.startVirtualThread(() -> {
            try (Socket socket = listener.accept()) {
                socket.setTcpNoDelay(true);
                socket.getInputStream().read(new byte[1 << 16]);
                for (String piece : pieces) {
                    socket.getOutputStream().write(piece.getBytes(ISO_8859_1));
                }
                if (!closes) {
                    over.await();
                }
            } catch (IOException | InterruptedException _) {
                // The test is over.
            }
        });
    }

    private KvClient client(Codec codec) throws IOException {
        return client(codec, Duration.ofSeconds(10));
    }

    private KvClient client(Codec codec, Duration callTime) throws IOException {
        return KvClient.connect(
                (InetSocketAddress) listener.getLocalSocketAddress(),
                ClientOptions.defaults().withCodec(codec).withCallTime(callTime));
    }

    @Test
    void puts_an_answer_together_that_comes_in_pieces() throws IOException {
        say(false, FOUND_BAR.split(""));
        try (KvClient client = client(BINARY)) {
            assertThat(client.get(FOO)).as("one read is not one response").isEqualTo(BAR);
        }
    }

    @Test
    void takes_several_answers_from_one_read() throws IOException {
        say(false, DONE + FOUND_BAR + "\1" + "2\0\0\0\0" + "\1" + "1\0\0\0\2no");
        try (KvClient client = client(BINARY)) {
            Command get = new Command.Get(FOO);
            assertThat(client.call(List.of(new Command.Set(FOO, BAR), get, get, get)))
                    .containsExactly(
                            Response.Ok.DONE, new Response.Ok(BAR), new Response.NotFound(), new Response.Error("no"));
        }
    }

    @Test
    void fails_when_the_server_closes_before_the_answer() throws IOException {
        say(true);
        try (KvClient client = client(BINARY)) {
            assertThatThrownBy(() -> client.set(FOO, BAR))
                    .as("the end of the stream is not success")
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void fails_when_the_server_closes_in_the_middle_of_an_answer() throws IOException {
        say(true, DONE + FOUND_BAR.substring(0, 8));
        try (KvClient client = client(BINARY)) {
            assertThatThrownBy(() -> client.call(List.of(new Command.Set(FOO, BAR), new Command.Get(FOO))))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("1 of 2 requests");
        }
    }

    @Test
    void waits_no_longer_than_the_call_time() throws IOException {
        say(false);
        try (KvClient client = client(BINARY, Duration.ofMillis(50))) {
            assertThatThrownBy(() -> client.get(FOO))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no answer within 50 ms");
        }
    }

    @Test
    void counts_the_call_time_over_all_reads() throws IOException {
        Thread.startVirtualThread(() -> {
            try (Socket socket = listener.accept()) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(new byte[] {1, '0', 0, 1, 0, 0});
                while (over.getCount() > 0) {
                    socket.getOutputStream().write('x');
                    // Every read brings something: a limit on one read would never be reached.
                    over.await(2, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            } catch (IOException | InterruptedException _) {
                // The client has given up.
            }
        });
        try (KvClient client = client(BINARY, Duration.ofMillis(100))) {
            assertThatThrownBy(() -> client.get(FOO)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void refuses_bytes_that_are_no_response() throws IOException {
        say(false, "\1" + "7\0\0\0\0");
        try (KvClient client = client(BINARY)) {
            assertThatThrownBy(() -> client.get(FOO))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("no response, at byte 1: unknown status 55");
        }
    }

    @Test
    void refuses_more_answers_than_it_asked_for() throws IOException {
        say(false, FOUND_BAR + FOUND_BAR);
        try (KvClient client = client(BINARY)) {
            assertThatThrownBy(() -> client.get(FOO)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void does_not_take_DONE_for_a_value() throws IOException {
        say(false, "DONE\n");
        try (KvClient client = client(TEXT)) {
            assertThatThrownBy(() -> client.get(FOO)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void does_not_take_FOUND_for_a_STORE() throws IOException {
        say(false, "FOUND$\n");
        try (KvClient client = client(TEXT)) {
            assertThatThrownBy(() -> client.set(FOO, BAR)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void takes_an_empty_value_for_a_value() throws IOException {
        say(false, "FOUND$\n");
        try (KvClient client = client(TEXT)) {
            assertThat(client.get(FOO)).isEqualTo(Bytes.EMPTY);
        }
    }

    @Test
    void hands_on_what_the_server_says_and_goes_on() throws IOException {
        Thread.startVirtualThread(() -> {
            try (Socket socket = listener.accept()) {
                for (String answer : List.of("\1" + "1\0\0\0\2no", FOUND_BAR)) {
                    socket.getInputStream().read(new byte[1 << 16]);
                    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                }
                over.await();
            } catch (IOException | InterruptedException _) {
                // The test is over.
            }
        });
        try (KvClient client = client(BINARY)) {
            assertThatThrownBy(() -> client.get(FOO))
                    .isInstanceOf(ServerException.class)
                    .hasMessage("no");
            assertThat(client.get(FOO)).as("the connection is still in use").isEqualTo(BAR);
        }
    }

    @Test
    void says_that_it_cannot_be_used_after_a_failure_until_it_is_connected_again() throws IOException {
        say(false, "rubbish");
        try (KvClient client = client(BINARY)) {
            assertThatThrownBy(() -> client.get(FOO)).isInstanceOf(ProtocolException.class);
            assertThatThrownBy(() -> client.get(FOO))
                    .as("a late answer would be taken for the next request's")
                    .hasMessage("this connection can no longer be used")
                    .hasRootCauseInstanceOf(ProtocolException.class);
            say(false, FOUND_BAR);
            client.reconnect();
            assertThat(client.get(FOO)).isEqualTo(BAR);
        }
    }

    @Test
    void sends_and_reads_at_the_same_time() throws IOException {
        MemoryEngine engine = new MemoryEngine();
        Bytes large = Bytes.copyOf(new byte[1 << 20]);
        try (TestServer server = TestServer.start(ServerOptions.defaults(), engine)) {
            List<Command> pings = java.util.Collections.nCopies(24, new Command.Ping(large));
            assertThat(server.client().call(pings))
                    .as("24 MB each way: a client that writes it all before it reads waits for ever")
                    .hasSize(24);
        }
    }
}
