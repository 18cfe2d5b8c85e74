package kvs.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Limits;
import kvs.protocol.Response;
import kvs.protocol.TextCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Exercise 2.3: the client, against a server that says what it is told to say. Where it can, the server has said it, and
 * that it will say no more, before it is asked: then neither side waits for the other, whatever the client does.
 */
@Tag("2.3")
class KvClientTest {
    private static final Codec BINARY = new BinaryCodec(Limits.DEFAULT);
    private static final Codec TEXT = new TextCodec(Limits.DEFAULT);
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command GET = new Command.Get(FOO);
    private static final Command SET = new Command.Set(FOO, BAR);
    private static final String DONE = "\1" + "0\0\0\0\0";
    private static final String FOUND_BAR = "\1" + "0\0\0\0\3bar";
    private static final String NOT_FOUND = "\1" + "2\0\0\0\0";
    private static final String ERROR_NO = "\1" + "1\0\0\0\2no";

    /** For calls whose answer is there before they begin: only a client that waits for more needs it. */
    private static final Duration CALL_TIME = Duration.ofSeconds(3);

    private ServerSocket listener;
    private @Nullable Socket accepted;
    private @Nullable KvClient connected;
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void hang_up() throws IOException {
        over.countDown();
        if (connected != null) {
            connected.close();
        }
        if (accepted != null) {
            accepted.close();
        }
        listener.close();
    }

    private void connect(Codec codec, Duration callTime) throws IOException {
        connected = KvClient.connect(
                (InetSocketAddress) listener.getLocalSocketAddress(),
                ClientOptions.defaults().withCodec(codec).withCallTime(callTime));
        accept();
    }

    private void accept() throws IOException {
        accepted = listener.accept();
        accepted.setTcpNoDelay(true);
    }

    private KvClient client() {
        return Objects.requireNonNull(connected);
    }

    private Socket server() {
        return Objects.requireNonNull(accepted);
    }

    private void say(String bytes) throws IOException {
        server().getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    /** Connects to a server that has said {@code bytes}, and that this was all. */
    private void told(Codec codec, String bytes) throws IOException {
        connect(codec, CALL_TIME);
        say(bytes);
        server().shutdownOutput();
    }

    /**
     * A server that waits for a request, answers {@code head} and from then on either {@code drip}, once and again, or
     * nothing; a thousand times, two milliseconds between, and then hangs up. So a client that would wait for ever fails
     * soon; and one that does not has had its turn a thousand times, however slow the machine.
     */
    private void dawdle(byte[] head, byte... drip) {
        Socket one = server();
        Thread.startVirtualThread(() -> {
            try {
                one.getInputStream().read();
                one.getOutputStream().write(head);
                for (int i = 0; i < 1000 && !over.await(2, TimeUnit.MILLISECONDS); i++) {
                    one.getOutputStream().write(drip);
                }
                one.shutdownOutput();
            } catch (IOException | InterruptedException _) {
                // The client has given up.
            }
        });
    }

    /** What a call gives, or what it throws, as text. */
    private static String outcome(Callable<?> call) {
        try {
            return String.valueOf(call.call());
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (Exception e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private String get() {
        return outcome(() -> client().get(FOO));
    }

    @Test
    void reads_until_the_answer_is_whole() throws IOException {
        String value = "0123456789".repeat(2000);
        told(BINARY, "\1" + "0\0\0\116\40" + value);
        Bytes got = null;
        String outcome;
        try {
            got = client().get(FOO);
            outcome = got == null ? "not found" : "20000 other bytes";
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (IOException | RuntimeException e) {
            outcome = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        Fact.when("receive() of an answer of 20,006 bytes, of which no read brings more than 8192")
                .usually(
                        "one read was taken for one response; or the input does not know of what came, or has no room left")
                .holds(Bytes.utf8(value).equals(got), "the value of 20000 bytes", outcome);
    }

    @Test
    void takes_several_answers_from_one_read() throws IOException {
        told(BINARY, DONE + FOUND_BAR + NOT_FOUND + ERROR_NO);
        Fact.when("receive() of the answers to SET, GET, GET, GET, which one read brings")
                .usually("a read for each answer: the second waits for bytes that have come already")
                .gives(
                        List.of(
                                        Response.Ok.DONE,
                                        new Response.Ok(BAR),
                                        new Response.NotFound(),
                                        new Response.Error("no"))
                                .toString(),
                        outcome(() -> client().call(List.of(SET, GET, GET, GET))));
    }

    @Test
    void fails_when_the_server_closes_before_the_answer() throws IOException {
        told(BINARY, "");
        Fact.when("receive() for a SET whose server closes and says nothing")
                .usually("the end of the stream, -1, was taken for success, or for a number of bytes")
                .gives(
                        "EOFException: the server closed the connection: 1 of 1 requests are not answered",
                        outcome(() -> client().call(List.of(SET))));
    }

    @Test
    void fails_when_the_server_closes_in_the_middle_of_an_answer() throws IOException {
        told(BINARY, DONE + FOUND_BAR.substring(0, 8));
        Fact.when("receive() for SET, GET, whose server closes after a whole answer and 8 bytes of the other")
                .usually("the caller takes what came for all there is, and never learns that an answer is missing")
                .gives(
                        "EOFException: the server closed the connection: 1 of 2 requests are not answered",
                        outcome(() -> client().call(List.of(SET, GET))));
    }

    @Test
    void waits_no_longer_than_the_call_time() throws IOException {
        connect(BINARY, Duration.ofMillis(50));
        dawdle(new byte[0]);
        Fact.when("read() from a server that says nothing for 2 seconds, with a call time of 50 ms")
                .usually("a read waits for ever unless setSoTimeout has said how long it may")
                .gives("SocketTimeoutException: no answer within 50 ms", get());
    }

    @Test
    void does_not_take_the_last_instant_for_all_the_time_there_is() throws IOException {
        connect(BINARY, Duration.ofMillis(1));
        dawdle(new byte[0]);
        Fact.when("read() when less than a millisecond is left, from a server that says nothing for 2 seconds")
                .usually("less than 1 ms, in whole milliseconds, is 0, and setSoTimeout(0) means for ever")
                .gives("SocketTimeoutException: no answer within 1 ms", get());
    }

    @Test
    void counts_the_call_time_over_all_reads() throws IOException {
        connect(BINARY, Duration.ofMillis(250));
        dawdle(new byte[] {1, '0', 0, 1, 0, 0}, (byte) 'x');
        Fact.when("receive() of a long answer that comes a byte every 2 ms, with a call time of 250 ms")
                .usually("each read was given the whole call time; what counts is what is left of it until end")
                .gives("SocketTimeoutException: no answer within 250 ms", get());
    }

    @Test
    void refuses_bytes_that_are_no_response() throws IOException {
        told(BINARY, "\1" + "7\0\0\0\0");
        Fact.when("receive() of 01 37 00 00 00 00, a response of status 7")
                .usually("decode() said Malformed, and nobody asked: the client waits for what can never come")
                .gives("ProtocolException: no response, at byte 1: unknown status 55", get());
    }

    @Test
    void refuses_more_answers_than_it_asked_for() throws IOException {
        told(BINARY, FOUND_BAR + FOUND_BAR);
        Fact.when("receive() of two answers to one GET")
                .usually("the second would be taken for the answer to the next request")
                .gives("ProtocolException: the server answered more than it was asked: " + new Response.Ok(BAR), get());
    }

    @Test
    void does_not_take_DONE_for_a_value() throws IOException {
        told(TEXT, "DONE\n");
        Fact.when("receive() of DONE, the answer to a STORE, for a LOAD")
                .usually("Answers holds a response against its command: each has to go through decode()")
                .gives("ProtocolException: the server answered " + GET + " with " + Response.Ok.DONE, get());
    }

    @Test
    void does_not_take_FOUND_for_a_STORE() throws IOException {
        told(TEXT, "FOUND$\n");
        Fact.when("receive() of FOUND$, the answer to a LOAD, for a STORE")
                .usually("Answers holds a response against its command: each has to go through decode()")
                .gives(
                        "ProtocolException: the server answered " + SET + " with " + Response.Ok.DONE,
                        outcome(() -> client().call(List.of(SET))));
    }

    @Test
    void takes_an_empty_value_for_a_value() throws IOException {
        told(TEXT, "FOUND$\n");
        Fact.when("receive() of FOUND$, an empty value, for a LOAD").gives(Bytes.EMPTY.toString(), get());
    }

    @Test
    void hands_on_what_the_server_says_and_goes_on() throws IOException {
        connect(BINARY, CALL_TIME);
        say(ERROR_NO);
        Fact.when("receive() of an error, whose server stays to be asked more")
                .usually("a client that reads on behind the last answer waits for bytes that nobody owes it")
                .gives("ServerException: no", get());
        say(FOUND_BAR);
        Fact.when("receive() for the next call on the same connection").gives(BAR.toString(), get());
    }

    @Test
    void says_that_it_cannot_be_used_after_a_failure_until_it_is_connected_again() throws IOException {
        told(BINARY, "rubbish");
        Fact.when("receive() of the bytes \"rubbish\"")
                .usually("decode() said Malformed, and nobody asked")
                .gives("ProtocolException: no response, at byte 0: version 114 is not 1", get());
        Fact.when("the next call on the same connection")
                .usually("a late answer would be taken for the next request's")
                .gives("IOException: this connection can no longer be used", get());
        server().close();
        client().reconnect();
        accept();
        say(FOUND_BAR);
        Fact.when("receive() on a new connection").gives(BAR.toString(), get());
    }
}
