package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit, and a client that crosses it. A test waits for an action of the server, and for no time to pass. */
@Timeout(60)
class ServerLimitsTest {
    private static final ServerLimits LIMITS = ServerLimits.DEFAULT;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Command PING = new Command.Ping(Bytes.EMPTY);

    @Test
    @Tag("2.7")
    void rejects_a_connection_above_the_limit_with_the_reason() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(2))) {
            TestServer.Wire first = server.wire();
            TestServer.Wire second = server.wire();
            pong("a limit of 2; the first client's PING", first);
            pong("a limit of 2; the second client's PING", second);
            // It sends no request: a reset, caused by unread bytes, could overtake the reason.
            TestServer.Wire third = server.wire();
            Fact.when("a limit of 2 connections; what the third client gets")
                    .usually("it was admitted, or it waits for a permit: tryAcquire says at once whether there is one")
                    .gives(
                            new Response.Error("too many connections: the limit is 2 (--max-connections)"),
                            third.heard());
            Fact.when("a limit of 2 connections; what the third client gets after the reason")
                    .gives(TestServer.Wire.THE_END, third.halfClose().heardToTheEnd());
            pong("a limit of 2, and a third client was rejected; the first client's second PING", first);
        }
    }

    /** A limit of 1, and a thread model that counts the connections that it is handed. */
    private static ServerOptions counting(AtomicInteger handed) {
        ThreadModel counting = ThreadModel.of(
                "counting",
                () -> new ForwardingExecutor(task -> {
                    handed.incrementAndGet();
                    Thread.ofPlatform().daemon().name("kvs-connection").start(task);
                }));
        return ServerOptions.defaults().withLimits(LIMITS.withMaxConnections(1)).withThreadModel(counting);
    }

    private static void oneHanded(AtomicInteger handed) {
        Fact.when("a limit of 1, and three clients; how many connections were handed to `threads`")
                .usually("a connection above the limit was served: each needs a permit, and after "
                        + "rejector.reject(socket) there is nothing else to do")
                .gives(1, handed.get());
    }

    /** When the third client has its answer, the accepting thread has finished with the second. */
    @Test
    @Tag("2.7")
    void does_not_serve_a_connection_that_it_rejects() throws IOException {
        AtomicInteger handed = new AtomicInteger();
        try (TestServer server = TestServer.start(counting(handed), new MemoryEngine())) {
            pong("a limit of 1; the first client's PING", server.wire());
            server.wire().heardToTheEnd();
            Object third = server.wire().heard();
            oneHanded(handed);
            Fact.when("a limit of 1, and three clients; what the third client gets")
                    .usually("the second client was rejected, and had no permit to give back")
                    .gives(new Response.Error("too many connections: the limit is 1 (--max-connections)"), third);
        }
    }

    @Test
    @Tag("2.7")
    void closes_a_connection_above_the_limit_without_a_reason_in_text() throws IOException {
        AtomicInteger handed = new AtomicInteger();
        try (TestServer server = TestServer.start(counting(handed).withCodec(TestServer.TEXT), new MemoryEngine())) {
            Fact.when("a limit of 1 connection, text protocol; what the first client gets for LOAD$a")
                    .gives("NOTFOUND\n", server.wire().send("LOAD$a\n").heardText(9));
            String second = server.wire().send("LOAD$a\n").halfClose().heardToTheEnd();
            server.wire().halfClose().heardToTheEnd();
            oneHanded(handed);
            Fact.when("a limit of 1 connection, text protocol; what the second client gets for LOAD$a")
                    .usually("ConnectionRejector.reject knows what each protocol can express, and closes the socket")
                    .gives(TestServer.Wire.THE_END, second);
        }
    }

    @Test
    @Tag("2.7")
    void admits_a_connection_after_another_has_ended() throws Exception {
        Semaphore over = new Semaphore(0);
        ThreadModel reporting = ThreadModel.of(
                "reporting",
                () -> new ForwardingExecutor(task -> Thread.ofPlatform()
                        .daemon()
                        .name("kvs-connection")
                        .start(() -> {
                            task.run();
                            over.release();
                        })));
        ServerOptions options = ServerOptions.defaults()
                .withLimits(LIMITS.withMaxConnections(1))
                .withThreadModel(reporting);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            for (int i = 1; i <= 20; i++) {
                TestServer.Wire wire = server.wire();
                pong("a limit of 1, and one client after the other; PING of client " + i, wire);
                Fact.when("client " + i + " closes its sending side; what it gets")
                        .gives(TestServer.Wire.THE_END, wire.halfClose().heardToTheEnd());
                Fact.when("client " + i + " has closed; has the task ended that `threads` was given for it")
                        .usually("`threads` runs connections: the accepting thread must accept the next one")
                        .gives(true, ProgressTimeout.await(over::tryAcquire));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {RejectedExecutionException.class, OutOfMemoryError.class})
    @Tag("2.7")
    void releases_the_permit_when_execute_throws(Class<? extends Throwable> failure) throws IOException {
        ServerOptions options = firstExecuteThrows(failure);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            Fact.when("threads.execute throws " + failure.getSimpleName() + "; what that client gets")
                    .gives(TestServer.Wire.THE_END, server.wire().heardToTheEnd());
            Fact.when("a limit of 1; threads.execute has thrown " + failure.getSimpleName()
                            + "; the next client's PING")
                    .usually("the connection without a thread still has its permit: Connection.stop gives it back")
                    .gives(Response.Ok.DONE, server.wire().send(PING).heard());
        }
    }

    @Test
    @Tag("2.7")
    void releases_one_permit_only_when_execute_throws() throws IOException {
        ServerOptions options = firstExecuteThrows(RejectedExecutionException.class);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            Fact.when("threads.execute throws RejectedExecutionException; what that client gets")
                    .gives(TestServer.Wire.THE_END, server.wire().heardToTheEnd());
            pong("a limit of 1; threads.execute has thrown; the next client's PING", server.wire());
            Fact.when("a limit of 1; threads.execute has thrown; the next client is served; what a third client gets")
                    .usually("the permit was given back twice: Connection.stop gives it back, so admit must not")
                    .gives(
                            new Response.Error("too many connections: the limit is 1 (--max-connections)"),
                            server.wire().heard());
        }
    }

    /** A limit of 1, and a thread model that has no thread for the first connection. */
    private static ServerOptions firstExecuteThrows(Class<? extends Throwable> failure) {
        AtomicBoolean full = new AtomicBoolean(true);
        ThreadModel failing = ThreadModel.of(
                "failing",
                () -> new ForwardingExecutor(task -> {
                    if (full.getAndSet(false)) {
                        if (failure == OutOfMemoryError.class) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        throw new RejectedExecutionException("no thread");
                    }
                    Thread.ofPlatform().daemon().name("kvs-connection").start(task);
                }));
        return ServerOptions.defaults().withLimits(LIMITS.withMaxConnections(1)).withThreadModel(failing);
    }

    @Test
    @Tag("2.7")
    void forgets_connections_that_have_ended() throws Exception {
        // Each connection is over before execute returns.
        ThreadModel direct = ThreadModel.of("direct", () -> new ForwardingExecutor(Runnable::run));
        ServerOptions options = ServerOptions.defaults()
                .withLimits(LIMITS.withMaxConnections(1).withStopGrace(SOON))
                .withThreadModel(direct);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            for (int i = 1; i <= 2; i++) {
                TestServer.Wire wire = server.wire();
                pong("connections that end before execute returns; PING of client " + i, wire);
                wire.close();
            }
            TestServer.Wire third = server.wire();
            pong("connections that end before execute returns; PING of client 3", third);
            Thread counting = Thread.ofPlatform().daemon().start(() -> {
                try {
                    server.server.awaitConnections(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Fact.when("two connections that ended before execute returned, and an open one; does `active` hold one")
                    .usually(
                            "a connection was added to `active` after it had ended, and is never removed; a stop would "
                                    + "wait for it")
                    .gives(true, ProgressTimeout.await(() -> !counting.isAlive()));
        }
    }

    @Test
    @Tag("2.7")
    void closes_an_idle_connection() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withIdleTime(SOON))) {
            Fact.when("a client that is idle for longer than the idle time; what it gets")
                    .usually("deadlines are enforced for connections in `active`, and this one is not there")
                    .gives(TestServer.Wire.THE_END, server.wire().heardToTheEnd());
        }
    }

    @Test
    @Tag("2.7")
    void survives_a_flood_of_connections() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(3))) {
            TestServer.Wire good = server.wire();
            pong("a limit of 3; a client's PING", good);
            for (int i = 0; i < 300; i++) {
                server.wire();
            }
            pong("a limit of 3, and 300 more connections; the first client's second PING", good);
        }
    }

    private static void pong(String what, TestServer.Wire wire) throws IOException {
        Fact.when(what)
                .usually("the thread that accepts it, or the one that serves it, waits for another client")
                .gives(Response.Ok.DONE, wire.send(PING).heard());
    }

    /** An executor that forwards {@link #execute}, and no more. */
    private static final class ForwardingExecutor extends AbstractExecutorService {
        private final Executor to;
        private volatile boolean shutdown;

        ForwardingExecutor(Executor to) {
            this.to = to;
        }

        @Override
        public void execute(Runnable task) {
            to.execute(task);
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }

    @Test
    void closes_a_connection_that_becomes_idle() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withIdleTime(SOON))) {
            TestServer.Wire wire = server.wire();
            assertThat(wire.send(PING).response()).isEqualTo(Response.Ok.DONE);
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void answers_an_incomplete_request_with_an_error() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withRequestTime(SOON))) {
            assertThat(server.wire().send((byte) 1).response())
                    .isEqualTo(new Response.Error("the request was not complete after 50 ms"));
        }
    }

    @Test
    void closes_an_incomplete_text_request() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withRequestTime(SOON), TestServer.TEXT)) {
            assertThat(server.wire().send("LOAD$a\nLOAD$").rest()).isEqualTo("NOTFOUND\n");
        }
    }

    @Test
    void closes_a_client_that_does_not_read_its_answers() throws Exception {
        Bytes large = Bytes.copyOf(new byte[8 << 20]);
        try (TestServer server = TestServer.start(LIMITS.withRequestTime(Duration.ofMillis(200)))) {
            server.client().set(Bytes.EMPTY, large);
            TestServer.Wire wire = server.wire();
            for (int i = 0; i < 8; i++) {
                wire.send(new Command.Get(Bytes.EMPTY));
            }
            // The client does not read: the server's write blocks until its deadline, and the server closes the
            // connection.
            server.server.awaitConnections(1);
        }
    }

    @Test
    void stops_although_a_client_does_not_read() throws Exception {
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
                    .get(TestServer.MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
