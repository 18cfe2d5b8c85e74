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
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Fact;
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
            pong("a limit of 2; the first client's PING", first);
            pong("a limit of 2; the second client's PING", second);
            // It does not ask: what is sent to one that has been refused may cost it the words that are on their way.
            TestServer.Wire third = server.wire();
            Fact.when("a limit of 2 connections; what the third client gets")
                    .usually("it was let in, as nobody counts; or it waits for a place where it was to be refused")
                    .gives(new Response.Error("too many connections: this server takes 2"), third.heard());
            Fact.when("a limit of 2 connections; what the third client gets after it was told")
                    .gives(TestServer.Wire.THE_END, third.halfClose().heardToTheEnd());
            pong("a limit of 2, and a third was refused; the first client's second PING", first);
        }
    }

    @Test
    @Tag("2.7")
    void closes_a_connection_above_the_limit_where_the_protocol_has_no_error() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withMaxConnections(1), TestServer.TEXT)) {
            Fact.when("a limit of 1 connection, text protocol; what the first client gets for LOAD$a")
                    .gives("NOTFOUND\n", server.wire().send("LOAD$a\n").heardText(9));
            Fact.when("a limit of 1 connection, text protocol; what the second client gets for LOAD$a")
                    .usually("Refusals.refuse knows what each protocol can say, and closes the socket")
                    .gives(
                            TestServer.Wire.THE_END,
                            server.wire().send("LOAD$a\n").halfClose().heardToTheEnd());
        }
    }

    @Test
    @Tag("2.7")
    void takes_a_new_connection_when_an_old_one_has_gone() throws Exception {
        Semaphore over = new Semaphore(0);
        Concurrency telling = Concurrency.of(
                "telling",
                () -> new ForwardingExecutor(task -> Thread.ofPlatform()
                        .daemon()
                        .name("kvs-connection")
                        .start(() -> {
                            task.run();
                            over.release();
                        })));
        ServerOptions options = ServerOptions.defaults()
                .withLimits(LIMITS.withMaxConnections(1))
                .withConcurrency(telling);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            for (int i = 1; i <= 20; i++) {
                TestServer.Wire wire = server.wire();
                pong("a limit of 1; clients that come and go; PING by number " + i, wire);
                Fact.when("client number " + i + " says that it is done; what it gets")
                        .gives(TestServer.Wire.THE_END, wire.halfClose().heardToTheEnd());
                Fact.when("client number " + i + " has gone; has the task ended that `threads` was given for it")
                        .usually("connections are for `threads` to run: the accepting thread has others to let in")
                        .gives(true, Patience.until(over::tryAcquire));
            }
        }
    }

    @Test
    @Tag("2.7")
    void has_a_place_again_when_no_thread_took_the_connection() throws IOException {
        AtomicBoolean full = new AtomicBoolean(true);
        Concurrency refusing = Concurrency.of(
                "refusing",
                () -> new ForwardingExecutor(task -> {
                    if (full.getAndSet(false)) {
                        throw new RejectedExecutionException("no thread for you");
                    }
                    Thread.ofPlatform().daemon().name("kvs-connection").start(task);
                }));
        ServerOptions options = ServerOptions.defaults()
                .withLimits(LIMITS.withMaxConnections(1))
                .withConcurrency(refusing);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            Fact.when("threads.execute throws, as when there is no memory for a thread; what that client gets")
                    .gives(TestServer.Wire.THE_END, server.wire().heardToTheEnd());
            Fact.when("a limit of 1; threads.execute has thrown once; the next client's PING")
                    .usually(
                            "the place of the connection that came to nothing is still taken; Connection.stop gives it "
                                    + "back")
                    .gives(Response.Ok.DONE, server.wire().send(PING).heard());
        }
    }

    @Test
    @Tag("2.7")
    void does_not_remember_connections_that_have_ended() throws Exception {
        // Each connection is over before execute returns.
        Concurrency direct = Concurrency.of("direct", () -> new ForwardingExecutor(Runnable::run));
        ServerOptions options = ServerOptions.defaults()
                .withLimits(LIMITS.withMaxConnections(1).withStopGrace(SOON))
                .withConcurrency(direct);
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            for (int i = 1; i <= 2; i++) {
                TestServer.Wire wire = server.wire();
                pong("connections that end before execute returns; PING by number " + i, wire);
                wire.close();
            }
            TestServer.Wire third = server.wire();
            pong("connections that end before execute returns; PING by number 3", third);
            Thread counting = Thread.ofPlatform().daemon().start(() -> {
                try {
                    server.server.awaitConnections(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Fact.when(
                            "two connections that ended before execute returned, and one that talks; is there one in `talking`")
                    .usually(
                            "it was noted in `talking` after it had ended, and nobody takes it out again; a stop would "
                                    + "wait for it")
                    .gives(true, Patience.until(() -> !counting.isAlive()));
        }
    }

    @Test
    @Tag("2.7")
    void keeps_an_eye_on_every_connection_that_it_let_in() throws IOException {
        try (TestServer server = TestServer.start(LIMITS.withIdleTime(SOON))) {
            Fact.when("a client that says nothing, for longer than the idle time; what it gets")
                    .usually("the watchman looks at those in `talking`, and this one is not there")
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
                .usually("nothing: whoever was to accept or to serve it is waiting for another client")
                .gives(Response.Ok.DONE, wire.send(PING).heard());
    }

    /** No more than {@link #execute}. */
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
