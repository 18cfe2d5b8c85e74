package kvs.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import kvs.cluster.Frames;
import kvs.cluster.HostPort;
import kvs.protocol.Bytes;
import kvs.raft.kv.Request;
import kvs.raft.proto.PongProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.ValueProto;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection, to a socket at whose other end the test plays the node. */
class StreamConnectionTest {
    private static final ClientOptions OPTIONS =
            ClientOptions.DEFAULT.maxResponseBytes(1000).maxOpenRequests(5000).maxWaitingBytes(1 << 20);
    private static final Duration LONG = Duration.ofHours(1);

    private ServerSocket listener;
    private StreamConnection connection;
    private Socket node;
    private DataInputStream in;
    private OutputStream out;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HostPort address = new HostPort(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
        connection = StreamConnection.connect(address, LONG, OPTIONS);
        node = listener.accept();
        in = new DataInputStream(node.getInputStream());
        out = node.getOutputStream();
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        node.close();
        listener.close();
    }

    private RequestProto receive() throws IOException {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        return RequestProto.parseFrom(message);
    }

    private static byte[] frame(ResponseProto response) {
        ByteBuf frame = Unpooled.buffer();
        Frames.write(frame, response);
        return ByteBufUtil.getBytes(frame);
    }

    private static ResponseProto pong(long id) {
        return ResponseProto.newBuilder()
                .setRequestId(id)
                .setPong(PongProto.getDefaultInstance())
                .build();
    }

    private static Throwable failure(CompletableFuture<?> answer) throws InterruptedException {
        try {
            throw new AssertionError("expected a failure, but got " + answer.get());
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private static AbstractThrowableAssert<?, ?> assertBroken(CompletableFuture<?> answer) throws InterruptedException {
        return assertThat(failure(answer)).isInstanceOf(IOException.class).isNotInstanceOf(NotSentException.class);
    }

    // Requests and answers

    @Test
    void an_answer_belongs_to_the_request_of_its_id() throws Exception {
        CompletableFuture<ResponseProto> first = connection.ping();
        CompletableFuture<ResponseProto> second = connection.send(new Request.Get(Bytes.utf8("k"), true));
        assertThat(receive().hasPing()).isTrue();
        RequestProto get = receive();
        assertThat(get.getGet().getKey().toStringUtf8()).isEqualTo("k");
        out.write(frame(ResponseProto.newBuilder()
                .setRequestId(get.getRequestId())
                .setValue(ValueProto.getDefaultInstance())
                .build()));
        assertThat(second.get().hasValue()).isTrue();
        assertThat(first).isNotDone();
        out.write(frame(pong(1)));
        assertThat(first.get().hasPong()).isTrue();
    }

    @Test
    void answers_may_come_byte_by_byte_or_all_at_once() throws Exception {
        CompletableFuture<ResponseProto> first = connection.ping();
        CompletableFuture<ResponseProto> second = connection.ping();
        CompletableFuture<ResponseProto> third = connection.ping();
        for (byte each : frame(pong(1))) {
            out.write(each);
        }
        first.get();
        ByteBuf both = Unpooled.buffer();
        Frames.write(both, pong(3));
        Frames.write(both, pong(2));
        out.write(ByteBufUtil.getBytes(both));
        second.get();
        third.get();
    }

    @Test
    void several_threads_send_on_it_and_so_does_the_one_that_reads() throws Exception {
        int threads = 20;
        int requests = 200;
        Thread echo = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 2 * threads * requests; i++) {
                    out.write(frame(pong(receive().getRequestId())));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        List<CompletableFuture<ResponseProto>> answers = new ArrayList<>();
        List<Thread> senders = IntStream.range(0, threads)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < requests; i++) {
                        // The second request is sent by the thread that completes the first.
                        CompletableFuture<ResponseProto> answer =
                                connection.ping().thenCompose(_ -> connection.ping());
                        synchronized (answers) {
                            answers.add(answer);
                        }
                    }
                }))
                .toList();
        for (Thread sender : senders) {
            sender.join();
        }
        for (CompletableFuture<ResponseProto> answer : answers) {
            assertThat(answer.get().hasPong()).isTrue();
        }
        echo.join();
        assertThat(answers).hasSize(threads * requests);
    }

    @Test
    void a_node_that_reads_nothing_blocks_no_caller() throws Exception {
        Bytes large = Bytes.copyOf(new byte[1 << 20]);
        List<CompletableFuture<ResponseProto>> answers = new ArrayList<>();
        // More than any send buffer takes, and than may wait.
        for (int i = 0; i < 100; i++) {
            answers.add(connection.send(new Request.Get(large, true)));
        }
        assertThat(failure(answers.getLast()))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("the node does not read");
        connection.close();
        assertBroken(answers.getFirst()).hasMessage("the client closed the connection");
    }

    @Test
    void a_second_answer_to_the_same_request_is_dropped() throws Exception {
        CompletableFuture<ResponseProto> first = connection.ping();
        out.write(frame(pong(1)));
        first.get();
        out.write(frame(pong(1)));
        CompletableFuture<ResponseProto> second = connection.ping();
        out.write(frame(pong(2)));
        assertThat(second.get().hasPong()).isTrue();
    }

    // Malformed answers

    @Test
    void an_answer_to_a_request_that_was_never_sent_closes_the_connection() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        out.write(frame(pong(2)));
        assertBroken(answer).hasMessageContaining("answered the request 2, which was never sent");
        assertThat(connection.isOpen()).isFalse();
        while (in.read() >= 0) {
            // What was sent before; then the end.
        }
    }

    @Test
    void a_length_of_two_gigabytes_closes_the_connection() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        out.write(new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        assertBroken(answer).hasMessageContaining("a frame of 2147483647 bytes exceeds the limit of 1000");
    }

    @Test
    void the_longest_answer_is_as_long_as_the_limit() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        ResponseProto rejected = ResponseProto.newBuilder()
                .setRequestId(1)
                .setRejected("x".repeat(995))
                .build();
        assertThat(rejected.getSerializedSize()).isEqualTo(1000);
        out.write(frame(rejected));
        assertThat(answer.get()).isEqualTo(rejected);
    }

    @Test
    void bytes_that_are_no_message_close_the_connection() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        out.write(new byte[] {0, 0, 0, 2, 0x0f, 0x0f});
        assertBroken(answer).hasMessageContaining("malformed answer: response: not a protobuf message");
    }

    @Test
    void a_message_without_an_answer_closes_the_connection() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        out.write(frame(ResponseProto.newBuilder().setRequestId(1).build()));
        assertBroken(answer).hasMessageContaining("malformed answer: response: missing");
    }

    @Test
    void a_node_may_reject_the_connection_with_a_reason() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        out.write(frame(
                ResponseProto.newBuilder().setRejected("too many connections").build()));
        assertBroken(answer).hasMessage("the node rejected the connection: too many connections");
    }

    // The end

    @Test
    void what_was_sent_is_lost_when_the_node_closes_the_connection() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        receive();
        node.close();
        assertBroken(answer).hasMessage("the node closed the connection");
        assertThat(failure(connection.ping())).isInstanceOf(NotSentException.class);
    }

    @Test
    void what_no_byte_was_sent_of_had_no_effect() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                await(closed);
                return -1;
            }
        };
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writing.countDown();
                await(closed);
                throw new IOException("Broken pipe");
            }
        };
        StreamConnection stalled =
                new StreamConnection(new HostPort("localhost", 1), OPTIONS, closed::countDown, silent, stuck).start();
        CompletableFuture<CompletableFuture<ResponseProto>> first = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> first.complete(stalled.ping()));
        writing.await();
        CompletableFuture<ResponseProto> second = stalled.ping();
        stalled.close();
        assertBroken(first.get()).hasMessage("the client closed the connection");
        assertThat(failure(second)).isInstanceOf(NotSentException.class);
    }

    @Test
    void a_caller_writes_no_more_than_a_send_buffer_takes_at_once() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                await(closed);
                return -1;
            }
        };
        AtomicInteger most = new AtomicInteger();
        OutputStream observed = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException("byte by byte");
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                if (!Thread.currentThread().getName().startsWith("kvs-client-write")) {
                    most.accumulateAndGet(length, Math::max);
                }
            }
        };
        StreamConnection unread = new StreamConnection(
                        new HostPort("localhost", 1), OPTIONS, closed::countDown, silent, observed)
                .start();
        Request get = new Request.Get(Bytes.copyOf(new byte[1000]), true);
        List<Thread> callers = IntStream.range(0, 200)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> unread.send(get)))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }
        unread.close();
        assertThat(most).as("the longest write of a caller").hasValueLessThanOrEqualTo(8 << 10);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void a_retired_connection_closes_after_the_last_answer() throws Exception {
        CompletableFuture<ResponseProto> first = connection.ping();
        CompletableFuture<ResponseProto> second = connection.ping();
        receive();
        receive();
        connection.retire();
        assertThat(failure(connection.ping())).isInstanceOf(NotSentException.class);
        out.write(frame(pong(2)));
        second.get();
        out.write(frame(pong(1)));
        first.get();
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void a_retired_connection_does_not_wait_for_an_answer_that_no_caller_waits_for() throws Exception {
        CompletableFuture<ResponseProto> answer = connection.ping();
        receive();
        answer.cancel(false);
        connection.retire();
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void takes_no_more_requests_than_its_limit() throws Exception {
        List<CompletableFuture<ResponseProto>> answers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            answers.add(connection.ping());
        }
        assertThat(failure(connection.ping()))
                .isInstanceOf(NotSentException.class)
                .hasMessage("5000 requests on this connection have no answer yet, and more are not allowed");
        for (int i = 0; i < 5000; i++) {
            out.write(frame(pong(receive().getRequestId())));
        }
        for (CompletableFuture<ResponseProto> answer : answers) {
            answer.get();
        }
    }

    @Test
    void an_address_without_a_node_refuses_the_connection() throws Exception {
        HostPort address = new HostPort(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
        listener.close();
        assertThatThrownBy(() -> StreamConnection.connect(address, LONG, OPTIONS))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void a_name_that_cannot_be_looked_up_is_named() {
        // Longer than a name may be: no name server is asked.
        HostPort tooLong = new HostPort("x".repeat(300), 1);
        assertThatThrownBy(() -> StreamConnection.connect(tooLong, LONG, OPTIONS))
                .hasMessage("could not look up the name " + tooLong.host());
    }
}
