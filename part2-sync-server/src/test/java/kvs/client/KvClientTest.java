package kvs.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kvs.protocol.Allocation;
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
 * Exercise 2.3: the client, against a server that sends scripted bytes. Where possible, the server sends them and
 * closes its sending side before the client calls: then neither side waits for the other, whatever the client does.
 */
@Tag("2.3")
class KvClientTest {
    private static final Codec BINARY = new BinaryCodec(Limits.DEFAULT);
    private static final Codec TEXT = new TextCodec(Limits.DEFAULT);
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Bytes BAR = Bytes.utf8("bar");
    private static final Command GET = new Command.Get(FOO);

    /** The length of {@link #GET} in the binary protocol. */
    private static final int GET_BYTES = 12;

    private static final Command SET = new Command.Set(FOO, BAR);
    private static final String DONE = "\1" + "0\0\0\0\0";
    private static final String FOUND_BAR = "\1" + "0\0\0\0\3bar";
    private static final String NOT_FOUND = "\1" + "2\0\0\0\0";
    private static final String ERROR_NO = "\1" + "1\0\0\0\2no";

    /** For calls whose answer arrives before they begin: only a client that waits for more uses it up. */
    private static final Duration CALL_TIME = Duration.ofSeconds(3);

    /** For calls whose answer arrives byte by byte, which takes longer on a busy machine. */
    private static final Duration LONG_CALL_TIME = Duration.ofMinutes(1);

    /** More than a call with a short answer needs; less than 8192 bytes, doubled with each of six reads. */
    private static final long MAX_ALLOCATED_BYTES = 256 << 10;

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

    private void send(String bytes) throws IOException {
        server().getOutputStream().write(bytes.getBytes(ISO_8859_1));
    }

    /** Connects to a server that has sent {@code bytes} and closed its sending side. */
    private void connectTo(Codec codec, String bytes) throws IOException {
        connect(codec, CALL_TIME);
        send(bytes);
        server().shutdownOutput();
    }

    /**
     * Lets the server answer a request with {@code head}. A thousand times, every two milliseconds, it then sends
     * {@code drip}, which may be empty, and closes the connection. So a client that would wait for ever fails soon, and
     * a client that does not had a thousand chances to run, however slow the machine is.
     */
    private void sendSlowly(byte[] head, byte... drip) {
        sendSlowly(1000, head, drip);
    }

    /** Does as {@link #sendSlowly(byte[], byte...)}, with another number of drips. */
    private void sendSlowly(int drips, byte[] head, byte... drip) {
        Socket one = server();
        Thread.startVirtualThread(() -> {
            try {
                one.getInputStream().read();
                one.getOutputStream().write(head);
                drip(one, drips, drip);
            } catch (IOException | InterruptedException _) {
                // The client has closed the connection.
            }
        });
    }

    /** Lets the server send nothing and close the connection as {@link #sendSlowly} does, without a request. */
    private void closeSlowly() {
        Socket one = server();
        Thread.startVirtualThread(() -> {
            try {
                drip(one, 1000);
            } catch (IOException | InterruptedException _) {
                // The client has closed the connection.
            }
        });
    }

    private void drip(Socket one, int drips, byte... drip) throws IOException, InterruptedException {
        for (int i = 0; i < drips && !over.await(2, TimeUnit.MILLISECONDS); i++) {
            one.getOutputStream().write(drip);
        }
        one.shutdownOutput();
    }

    /** Returns the result of a call, or its exception, as text. */
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
        connectTo(BINARY, "\1" + "0\0\0\116\40" + value);
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
                .usually("one read was taken for one response; or writerIndex was not moved; or the input did not grow")
                .holds(Bytes.utf8(value).equals(got), "the value of 20000 bytes", outcome);
    }

    @Test
    void grows_the_input_only_when_it_is_full() throws IOException {
        connect(BINARY, LONG_CALL_TIME);
        send(FOUND_BAR);
        Fact.when("receive() of an answer of 9 bytes").gives(BAR.toString(), get());
        server().getInputStream().skipNBytes(GET_BYTES);
        sendSlowly(12, new byte[] {1, '0', 0, 0, 0, 12}, (byte) 'x');
        List<String> outcome = new ArrayList<>();
        long allocated = Allocation.ofBytes(() -> outcome.add(get()));
        Fact.when("receive() of an answer of 18 bytes, the last 12 of them one by one")
                .gives(Bytes.utf8("x".repeat(12)).toString(), outcome.getFirst());
        Fact.when(
                        "receive() of an answer of 18 bytes, the last 12 of them one by one; the memory that the call allocates")
                .usually("every read made the input larger: call ensureWritable only when isWritable() returns false")
                .holds(
                        allocated < MAX_ALLOCATED_BYTES,
                        "less than " + MAX_ALLOCATED_BYTES + " bytes",
                        allocated + " bytes");
    }

    @Test
    void reads_several_answers_at_once() throws IOException {
        connectTo(BINARY, DONE + FOUND_BAR + NOT_FOUND + ERROR_NO);
        Fact.when("receive() of the answers to SET, GET, GET, GET, which one read brings")
                .usually("a read per answer: the second read waits for bytes that have arrived already")
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
    void returns_at_once_without_commands() throws IOException {
        connectTo(BINARY, "");
        Fact.when("call() without commands")
                .usually("no answer is missing, and the client read: check answers.missing() before the first read")
                .gives("[]", outcome(() -> client().call(List.of())));
    }

    @Test
    void reads_nothing_after_the_last_answer() throws IOException {
        connect(BINARY, CALL_TIME);
        send(DONE + NOT_FOUND + FOUND_BAR);
        Fact.when("receive() of three answers, from a server that keeps the connection open")
                .usually("the client read again after its last answer, and the server sends no further bytes")
                .gives(
                        List.of(Response.Ok.DONE, new Response.NotFound(), new Response.Ok(BAR))
                                .toString(),
                        outcome(() -> client().call(List.of(SET, GET, GET))));
    }

    @Test
    void fails_at_the_end_of_the_stream_without_an_answer() throws IOException {
        connectTo(BINARY, "");
        Fact.when("receive() for a SET, whose server closes the connection without an answer")
                .usually("the end of the stream, -1, was taken for success, or for a number of bytes")
                .gives(
                        "EOFException: the server closed the connection: 1 of 1 requests are not answered",
                        outcome(() -> client().call(List.of(SET))));
    }

    @Test
    void fails_at_the_end_of_the_stream_within_an_answer() throws IOException {
        connectTo(BINARY, DONE + FOUND_BAR.substring(0, 8));
        Fact.when("receive() for SET, GET, whose server closes after a complete answer and 8 bytes of the other")
                .usually("the answers so far were returned, and the caller does not learn that one is missing")
                .gives(
                        "EOFException: the server closed the connection: 1 of 2 requests are not answered",
                        outcome(() -> client().call(List.of(SET, GET))));
    }

    @Test
    void waits_no_longer_than_the_call_time() throws IOException {
        connect(BINARY, Duration.ofMillis(50));
        sendSlowly(new byte[0]);
        Fact.when("read() from a server that sends nothing for 2 seconds, with a call time of 50 ms")
                .usually("a read waits for ever unless setSoTimeout limits it")
                .gives("SocketTimeoutException: no answer within 50 ms", get());
    }

    @Test
    void times_out_with_less_than_a_millisecond_left() throws IOException {
        connect(BINARY, Duration.ofMillis(1));
        sendSlowly(new byte[0]);
        Fact.when("read() with less than a millisecond left, from a server that sends nothing for 2 seconds")
                .usually("less than 1 ms is 0 in whole milliseconds, and setSoTimeout(0) means without a limit")
                .gives("SocketTimeoutException: no answer within 1 ms", get());
    }

    @Test
    void waits_only_for_the_rest_of_the_call_time() throws IOException {
        connect(BINARY, Duration.ofHours(1));
        closeSlowly();
        Fact.when("read(end) with `end` in 50 ms and a call time of an hour, from a server that sends nothing")
                .usually("setSoTimeout got the whole call time: give it the time that is left until `end`")
                .gives("SocketTimeoutException: no answer within 3600000 ms", read(Duration.ofMillis(50)));
    }

    /** Returns the result of {@code read(end)} in a call that has {@code left} of its time left. */
    private String read(Duration left) {
        return outcome(() -> {
            Method read = KvClient.class.getDeclaredMethod("read", long.class);
            read.setAccessible(true);
            try {
                return read.invoke(client(), System.nanoTime() + left.toNanos());
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        });
    }

    @Test
    void limits_all_reads_together_by_the_call_time() throws IOException {
        connect(BINARY, Duration.ofMillis(250));
        sendSlowly(new byte[] {1, '0', 0, 1, 0, 0}, (byte) 'x');
        Fact.when("receive() of a long answer, a byte every 2 ms, with a call time of 250 ms")
                .usually("each read got the whole call time: give it the time that is left until `end`")
                .gives("SocketTimeoutException: no answer within 250 ms", get());
    }

    @Test
    void rejects_a_malformed_response() throws IOException {
        connectTo(BINARY, "\1" + "7\0\0\0\0");
        Fact.when("receive() of 01 37 00 00 00 00, a response of status 7")
                .usually("decode() returned Malformed, and its result was ignored: no byte can complete this response")
                .gives("ProtocolException: malformed response at byte 1: unknown status 55", get());
    }

    @Test
    void rejects_more_answers_than_requests() throws IOException {
        connectTo(BINARY, FOUND_BAR + FOUND_BAR);
        Fact.when("receive() of two answers to one GET")
                .usually("the client would take the second for the answer to its next request")
                .gives("ProtocolException: the server sent more answers than requests: " + new Response.Ok(BAR), get());
    }

    @Test
    void rejects_DONE_as_the_answer_to_a_LOAD() throws IOException {
        connectTo(TEXT, "DONE\n");
        Fact.when("receive() of DONE, the answer to a STORE, for a LOAD")
                .usually("Answers checks each response against its command: pass the bytes to decode()")
                .gives("ProtocolException: the server answered " + GET + " with " + Response.Ok.DONE, get());
    }

    @Test
    void rejects_FOUND_as_the_answer_to_a_STORE() throws IOException {
        connectTo(TEXT, "FOUND$\n");
        Fact.when("receive() of FOUND$, the answer to a LOAD, for a STORE")
                .usually("Answers checks each response against its command: pass the bytes to decode()")
                .gives(
                        "ProtocolException: the server answered " + SET + " with " + Response.Ok.DONE,
                        outcome(() -> client().call(List.of(SET))));
    }

    @Test
    void returns_an_empty_value() throws IOException {
        connectTo(TEXT, "FOUND$\n");
        Fact.when("receive() of FOUND$, an empty value, for a LOAD").gives(Bytes.EMPTY.toString(), get());
    }

    @Test
    void serves_the_next_call_after_an_error_of_the_server() throws IOException {
        connect(BINARY, CALL_TIME);
        send(ERROR_NO);
        Fact.when("receive() of an error, from a server that keeps the connection open")
                .usually("the client read again after its last answer, and the server sends no further bytes")
                .gives("ServerException: no", get());
        send(FOUND_BAR);
        Fact.when("receive() for the next call on the same connection").gives(BAR.toString(), get());
    }

    @Test
    void rejects_calls_after_a_failure_until_it_reconnects() throws IOException {
        connectTo(BINARY, "rabbit");
        Fact.when("receive() of the bytes \"rabbit\"")
                .usually("decode() returned Malformed, and its result was ignored")
                .gives("ProtocolException: malformed response at byte 0: version 114 is not 1", get());
        Fact.when("the next call on the same connection")
                .usually("the client could take a late answer for the answer to its next request")
                .gives("IOException: this connection can no longer be used", get());
        server().close();
        client().reconnect();
        accept();
        send(FOUND_BAR);
        Fact.when("receive() on a new connection").gives(BAR.toString(), get());
    }
}
