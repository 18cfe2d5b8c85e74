package kvs.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import kvs.client.KvClient;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Fact;
import kvs.protocol.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exercise 2.6: stopping well. No test waits for a time to pass; {@link ProgressTimeout} gives up on a wrong answer.
 */
@Tag("2.6")
@Timeout(60)
class ServerStopTest {
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Command PING = new Command.Ping(ONE);
    private static final Response PONG = new Response.Ok(ONE);
    private static final Command SLOW = new Command.Set(GateEngine.SLOW, ONE);
    private static final Command SHUTDOWN = new Command.Shutdown();

    /** The result of {@link Server#stop}. */
    private static final String STOPPED = "it has stopped";

    private static final String NOT_STOPPED = "it is still waiting";

    /** Longer than any test. */
    private static final Duration LONG_GRACE = Duration.ofHours(1);

    private final GateEngine engine = new GateEngine();
    private final List<TestServer> servers = new ArrayList<>();

    /** Platform threads: while virtual threads keep all processors busy, a new one may wait long for its first turn. */
    private final ExecutorService pool = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("test-").factory());

    /** Threads of earlier tests. */
    private Set<Thread> before = Set.of();

    @BeforeEach
    void note_earlier_threads() {
        before = stoppers();
    }

    @AfterEach
    void end_threads() throws IOException {
        engine.open();
        for (TestServer server : servers) {
            server.hangUp();
        }
        pool.shutdownNow();
    }

    @Test
    void ends_an_idle_connection() throws Exception {
        TestServer server = start();
        TestServer.Wire idle = server.wire();
        expect("PING", PONG, idle.send(PING).heard());
        Future<String> stop = stop(server);
        Fact.when("stop() while an idle client is connected; what this client gets")
                .usually("the connection's thread is blocked in a read; Connection.stop wakes it")
                .gives(TestServer.Wire.THE_END, idle.heardToTheEnd());
        Fact.when("stop() while an idle client is connected").gives(STOPPED, outcome(stop));
        Fact.when("stop(); what the engine was told").gives(List.of("flush", "close"), engine.events);
    }

    @Test
    void stops_on_a_platform_thread_of_its_own() throws Exception {
        TestServer server = start();
        server.wire().send(SHUTDOWN);
        ProgressTimeout.await(() -> engine.times("close") > 0);
        Fact.when("SHUTDOWN; the thread on which the engine is flushed")
                .usually("a connection's thread that stops the server waits for its own connection to end")
                .gives("kvs-stop", engine.flusher);
        Fact.when("SHUTDOWN; is the thread on which the engine is flushed virtual")
                .usually("Thread.ofPlatform() creates a platform thread")
                .gives(false, engine.flusherIsVirtual);
    }

    @Test
    void answers_a_request_in_progress() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        awaitWindingDown();
        engine.open();
        Fact.when("stop() while the engine is at a SET; what the client that sent it gets")
                .usually("the connection was closed during the request: Connection.stop lets a request finish, "
                        + "Connection.abort is for those that are still open after the grace")
                .gives(Response.Ok.DONE, busy.heard());
        Fact.when("stop() while the engine is at a SET").gives(STOPPED, outcome(stop));
        Fact.when("stop() while the engine is at a SET; what the engine does, in this order")
                .usually("a value written after the flush is acknowledged and not durable: wait for connections first")
                .gives(List.of("set", "flush", "close"), engine.events);
    }

    @Test
    void releases_the_port_before_it_waits() throws Exception {
        TestServer server = start();
        server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        awaitWindingDown();
        Fact.when("stop() while the engine is at a SET; is the port free")
                .usually("a client admitted now is never told to stop: call closeListener() first")
                .gives(true, server.portIsFree());
        engine.open();
        Fact.when("stop() while the engine is at a SET").gives(STOPPED, outcome(stop));
    }

    @Test
    void answers_shutdown_last() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        TestServer.Wire asking = server.wire().send(SHUTDOWN);
        awaitWindingDown();
        Fact.when("SHUTDOWN while the engine is at another client's SET; bytes of the answer so far")
                .usually("the client reads success before the engine is flushed: a crash now loses acknowledged values")
                .gives(0, asking.socket().getInputStream().available());
        engine.open();
        Fact.when("SHUTDOWN while the engine is at another client's SET; its answer")
                .usually("the stop waited for this connection, or closed it: Server.stopFor excludes it, Server.stop "
                        + "does not")
                .gives(Response.Ok.DONE, asking.heard());
        Fact.when("SHUTDOWN; what the engine had done when the answer arrived, in this order")
                .gives(List.of("set", "flush", "close"), engine.events);
        Fact.when("SHUTDOWN; is the port free when the answer has arrived").gives(true, server.portIsFree());
        expect("the SET that was in progress", Response.Ok.DONE, busy.heard());
        asking.close();
        Fact.when("SHUTDOWN, answered; stop()").gives(STOPPED, outcome(stop(server)));
    }

    @Test
    void answers_requests_before_shutdown_and_none_after() throws Exception {
        TestServer server = start();
        TestServer.Wire wire = server.wire().send(PING, SHUTDOWN, PING);
        expect("PING, before SHUTDOWN", PONG, wire.heard());
        expect("SHUTDOWN, between two PINGs", Response.Ok.DONE, wire.heard());
        expect("PING, after SHUTDOWN", TestServer.Wire.THE_END, wire.heardToTheEnd());
    }

    @Test
    void stops_once_for_calls_in_sequence() throws Exception {
        TestServer server = start();
        for (String which : List.of("first", "second", "third")) {
            Fact.when("stop(), for the " + which + " time").gives(STOPPED, outcome(stop(server)));
        }
        awaitStoppers();
        Fact.when("stop(), three times; how often the engine was closed")
                .usually("every call starts a stop: compareAndSet lets only the first do so")
                .gives(1, engine.times("close"));
    }

    @Test
    void stops_once_for_calls_at_the_same_time() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        List<TestServer.Wire> asking = List.of(server.wire(), server.wire());
        for (TestServer.Wire wire : asking) {
            // The answer shows that the server has accepted the connection, which may otherwise wait in the kernel.
            expect("PING", PONG, wire.send(PING).heard());
        }
        for (TestServer.Wire wire : asking) {
            wire.send(SHUTDOWN);
        }
        awaitWindingDown();
        Future<String> first = stop(server);
        Future<String> second = stop(server);
        engine.open();
        expect("the SET that was in progress", Response.Ok.DONE, busy.heard());
        asking.getFirst().close();
        asking.getLast().close();
        Fact.when("two SHUTDOWN and two stop() at once; the first stop()").gives(STOPPED, outcome(first));
        Fact.when("two SHUTDOWN and two stop() at once; the second stop()").gives(STOPPED, outcome(second));
        awaitStoppers();
        Fact.when("two SHUTDOWN and two stop() at once; how often the engine was closed")
                .usually(
                        "a check followed by a set is two steps, and two threads may pass the check: compareAndSet is one")
                .holds(engine.times("close") == 1, "once", engine.times("close") == 0 ? "never" : "more than once");
    }

    @Test
    void aborts_connections_after_the_grace() throws Exception {
        TestServer server = start(Duration.ofMillis(50));
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        Fact.when("stop() with 50 ms of grace while the engine never finishes a SET")
                .usually("awaitEmpty returns false when the grace is over; then abort the connections and continue")
                .gives(STOPPED, outcome(stop));
        Fact.when("stop() with 50 ms of grace; what the engine was told")
                .gives(List.of("flush", "close"), engine.events);
        Fact.when("stop() with 50 ms of grace, completed; what the client gets that waits for its answer")
                .usually("its socket is still open: it waits for a server that has stopped")
                .gives(TestServer.Wire.THE_END, busy.heardToTheEnd());
    }

    @Test
    void answers_shutdown_with_the_error_of_a_flush_and_closes() throws Exception {
        engine.flushFails = true;
        String failed = "the server stopped with an error: could not flush: disk full";
        TestServer server = start();
        TestServer.Wire wire = server.wire().send(SHUTDOWN);
        Fact.when("SHUTDOWN, and the flush fails; its answer")
                .usually("stopFor throws the failure; the client that sent SHUTDOWN must get it as an Error")
                .gives(new Response.Error(failed), wire.heard());
        Fact.when("SHUTDOWN, and the flush fails; what comes after its answer")
                .usually("SHUTDOWN is answered once, with success or with an Error")
                .gives(TestServer.Wire.THE_END, wire.halfClose().heardToTheEnd());
        Fact.when("SHUTDOWN, and the flush fails; then stop()").gives(failed, outcome(stop(server)));
        awaitStoppers();
        Fact.when("a flush that fails; which other calls the engine got")
                .usually("the exception of flush() skipped close()")
                .gives(List.of("close"), engine.events);
    }

    @Test
    void closes_the_engine_after_a_defect_in_its_flush() throws Exception {
        engine.flushHasADefect = true;
        outcome(stop(start()));
        Fact.when("stop(), and the flush throws an IllegalStateException; which other calls the engine got")
                .usually("only an IOException of flush() led to close(): close the engine in every case")
                .gives(List.of("close"), engine.events);
    }

    @Test
    void answers_shutdown_once_although_the_client_has_gone() throws Exception {
        TestServer server = start();
        ClientThatHasGone client = new ClientThatHasGone(SHUTDOWN, server.options.codec());
        Future<?> connection = pool.submit(new Connection(client, server.server, server.options, engine));
        ProgressTimeout.await(connection::isDone);
        NotWritten.rethrow();
        Fact.when("SHUTDOWN by a client that has gone, so that no answer can be sent; how many answers were tried")
                .usually("the failure of the first answer was taken for one of stopFor: call reply after the catch")
                .gives(1, client.writes.get());
    }

    /** The server's socket of a client that has sent {@code command} and gone: no answer can be sent. */
    private static final class ClientThatHasGone extends Socket {
        private final InputStream in;
        final AtomicInteger writes = new AtomicInteger();

        ClientThatHasGone(Command command, Codec codec) {
            this.in = new ByteArrayInputStream(ConversationTest.bytes(codec, command));
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int b) {
                    throw new IllegalStateException("a conversation writes an array");
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    writes.incrementAndGet();
                    throw new IOException("Broken pipe");
                }
            };
        }
    }

    @Test
    void answers_shutdown_with_the_error_of_a_close() throws Exception {
        engine.closeFails = true;
        TestServer.Wire wire = start().wire().send(SHUTDOWN);
        Fact.when("SHUTDOWN, and the engine cannot be closed; its answer")
                .usually("the exception of close() was caught: let it leave windDown, which runStop expects")
                .gives(
                        new Response.Error("the server stopped with an error: could not close: disk full"),
                        wire.heard());
    }

    /** In virtual time: the test decides when the grace is over, and whether it is over a second time. */
    @Test
    void waits_again_after_it_has_aborted_connections() throws Exception {
        AtomicLong now = new AtomicLong();
        TestServer server = TestServer.start(options(LONG_GRACE), engine, now::get);
        servers.add(server);
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        awaitWindingDown();
        now.addAndGet(LONG_GRACE.toNanos());
        server.server.announce();
        Fact.when("stop(), and the grace is over while the engine is at a SET; what the client gets that sent it")
                .usually("awaitEmpty returned false, and the connection was not aborted")
                .gives(TestServer.Wire.THE_END, busy.heardToTheEnd());
        awaitWindingDown();
        engine.open();
        Fact.when("stop(), the grace is over, the connection was aborted, then its SET ends")
                .gives(STOPPED, outcome(stop));
        Fact.when("stop(), the grace is over, the connection was aborted, then its SET ends; what the engine does")
                .usually("an aborted connection may still have a request at the engine: wait for grace once more, then "
                        + "flush and close")
                .holds(
                        List.of("set", "flush", "close").equals(engine.events),
                        "[set, flush, close]",
                        withoutALateSet(engine.events));
    }

    /** A set that ends after the flush may have ended by now or not: the words of a fact do not depend on it. */
    private static String withoutALateSet(List<String> events) {
        List<String> seen = List.copyOf(events);
        boolean late = seen.indexOf("set") < 0 || seen.indexOf("set") > seen.indexOf("flush");
        return late && seen.contains("flush") ? "a flush before the set has ended" : seen.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool"})
    void ends_connections_that_wait_for_a_thread(String model) throws Exception {
        ThreadModel one = model.equals("single") ? ThreadModel.single() : ThreadModel.pool(1);
        ServerLimits limits = ServerLimits.DEFAULT.withStopGrace(LONG_GRACE).withMaxConnections(2);
        TestServer server = start(ServerOptions.defaults().withLimits(limits).withThreadModel(one), engine);
        TestServer.Wire first = server.wire();
        expect("PING", PONG, first.send(PING).heard());
        TestServer.Wire queued = server.wire().send(PING);
        // The rejection of a third shows that the server has accepted the second, which may otherwise wait in the
        // kernel.
        Fact.when("a third client, where two are admitted")
                .gives(
                        new Response.Error("too many connections: the limit is 2 (--max-connections)"),
                        server.wire().heard());
        Fact.when("SHUTDOWN, while another client waits for the only thread")
                .usually("a connection without a thread is in `active` too: Connection.stop ends it")
                .gives(Response.Ok.DONE, first.send(SHUTDOWN).heard());
        expect("SHUTDOWN by another client, while waiting for a thread", TestServer.Wire.THE_END, queued.heard());
    }

    @Test
    void keeps_acknowledged_values_under_load() throws Exception {
        MemoryEngine kept = new MemoryEngine();
        TestServer server = start(options(LONG_GRACE), new Unclosed(kept));
        int clients = 4;
        CountDownLatch warm = new CountDownLatch(clients * 50);
        List<Future<Integer>> acknowledged = new ArrayList<>();
        for (int c = 0; c < clients; c++) {
            KvClient client = server.client();
            String name = "client" + c + "-";
            acknowledged.add(pool.submit(() -> setUntilItEnds(client, name, warm)));
        }
        warm.await();
        Fact.when("stop() while 4 clients set one key after the other").gives(STOPPED, outcome(stop(server)));
        for (int c = 0; c < clients; c++) {
            Future<Integer> client = acknowledged.get(c);
            Fact.when("stop(), completed, while 4 clients set one key after the other; have their connections ended")
                    .usually("their connections are open, and the engine is closed")
                    .gives(true, ProgressTimeout.await(client::isDone));
            for (int i = 0; i < client.get(); i++) {
                Fact.when("a SET that was answered, then stop(); its key")
                        .gives(ONE, kept.get(Bytes.utf8("client" + c + "-" + i)));
            }
        }
    }

    /** Returns the number of answered requests. */
    private static int setUntilItEnds(KvClient client, String name, CountDownLatch warm) {
        int acknowledged = 0;
        try {
            while (true) {
                client.set(Bytes.utf8(name + acknowledged), ONE);
                acknowledged++;
                warm.countDown();
            }
        } catch (IOException _) {
            return acknowledged;
        }
    }

    /** Forwards to {@code values}, which the test reads after the server has closed this engine. */
    private record Unclosed(KvEngine values) implements KvEngine {
        @Override
        public String name() {
            return values.name();
        }

        @Override
        public @Nullable Bytes get(Bytes key) throws IOException {
            return values.get(key);
        }

        @Override
        public void set(Bytes key, Bytes value) throws IOException {
            values.set(key, value);
        }

        @Override
        public boolean remove(Bytes key) throws IOException {
            return values.remove(key);
        }

        @Override
        public void flush() throws IOException {
            values.flush();
        }

        @Override
        public void close() {}
    }

    private TestServer start() throws IOException {
        return start(LONG_GRACE);
    }

    private TestServer start(Duration grace) throws IOException {
        return start(options(grace), engine);
    }

    private TestServer start(ServerOptions options, KvEngine engine) throws IOException {
        TestServer server = TestServer.start(options, engine);
        servers.add(server);
        return server;
    }

    private static ServerOptions options(Duration grace) {
        return ServerOptions.defaults().withLimits(ServerLimits.DEFAULT.withStopGrace(grace));
    }

    private static void expect(String sent, Object answer, Object heard) {
        Fact.when(sent + "; its answer").gives(answer, heard);
    }

    private Future<String> stop(TestServer server) {
        return pool.submit(() -> {
            try {
                server.server.stop();
                return STOPPED;
            } catch (IOException | RuntimeException e) {
                NotWritten.note(e);
                return ErrorLine.of(e);
            }
        });
    }

    private static String outcome(Future<String> stop) throws Exception {
        boolean done = ProgressTimeout.await(stop::isDone);
        NotWritten.rethrow();
        return done ? stop.get() : NOT_STOPPED;
    }

    /**
     * Returns when the stop cannot continue without the test: its thread waits for connections, or it has closed the
     * engine without waiting.
     */
    private void awaitWindingDown() throws Exception {
        ProgressTimeout.await(() -> engine.times("close") > 0
                || newStoppers().stream().anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        NotWritten.rethrow();
    }

    /** Returns when all threads that stop the server have ended. */
    private void awaitStoppers() throws Exception {
        Fact.when("all have stopped; are there threads called kvs-stop")
                .gives(false, !ProgressTimeout.await(() -> newStoppers().isEmpty()));
    }

    private Set<Thread> newStoppers() {
        Set<Thread> stoppers = stoppers();
        stoppers.removeAll(before);
        return stoppers;
    }

    private static Set<Thread> stoppers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("kvs-stop"))
                .collect(Collectors.toSet());
    }
}
