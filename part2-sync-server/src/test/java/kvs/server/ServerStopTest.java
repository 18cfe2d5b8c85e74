package kvs.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import kvs.client.KvClient;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
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

/** Exercise 2.6: stopping well. No test waits for a time to pass; what a wrong answer never does is up to Patience. */
@Tag("2.6")
@Timeout(60)
class ServerStopTest {
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Command PING = new Command.Ping(ONE);
    private static final Response PONG = new Response.Ok(ONE);
    private static final Command SLOW = new Command.Set(GateEngine.SLOW, ONE);
    private static final Command SHUTDOWN = new Command.Shutdown();

    /** What {@link Server#stop} came to. */
    private static final String STOPPED = "it has stopped";

    private static final String NOT_STOPPED = "it waits, and nothing would end that";

    /** So long that it is over in no test that is about anything else. */
    private static final Duration LONG_GRACE = Duration.ofHours(1);

    private final GateEngine engine = new GateEngine();
    private final List<TestServer> servers = new ArrayList<>();

    /** Of platform threads: virtual ones that keep each other busy leave those that come from outside to wait. */
    private final ExecutorService pool = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("test-").factory());

    private Set<Thread> before = Set.of();

    @BeforeEach
    void look_who_is_there() {
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
    void wakes_an_idle_client_rather_than_wait_for_it() throws Exception {
        TestServer server = start();
        TestServer.Wire idle = server.wire();
        expect("PING", PONG, idle.send(PING).heard());
        Future<String> stop = stop(server);
        Fact.when("stop() while a client is connected that says nothing; what this client gets")
                .usually("its thread sits in a read, and only Connection.stop can wake it: who calls that?")
                .gives(TestServer.Wire.THE_END, idle.heardToTheEnd());
        Fact.when("stop() while a client is connected that says nothing").gives(STOPPED, outcome(stop));
        Fact.when("stop(); what the engine was told").gives(List.of("flush", "close"), engine.events);
    }

    @Test
    void runs_on_a_thread_of_its_own() throws Exception {
        TestServer server = start();
        server.wire().send(SHUTDOWN);
        Patience.until(() -> engine.times("close") > 0);
        Fact.when("SHUTDOWN; the thread on which the engine is flushed")
                .usually("a connection's thread that stops the server waits for all connections to end, itself among "
                        + "them")
                .gives("kvs-stop", engine.flusher);
    }

    @Test
    void finishes_and_answers_a_request_in_hand() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        awaitWindingDown();
        engine.open();
        Fact.when("stop() while the engine is at a SET; what the client that sent it gets")
                .usually("its connection was closed under the request: Connection.cut is for those that outlast the "
                        + "grace, Connection.stop lets them finish")
                .gives(Response.Ok.DONE, busy.heard());
        Fact.when("stop() while the engine is at a SET").gives(STOPPED, outcome(stop));
        Fact.when("stop() while the engine is at a SET; what the engine does, in this order")
                .usually("what is written behind the last flush is acknowledged and not safe: connections end first")
                .gives(List.of("set", "flush", "close"), engine.events);
    }

    @Test
    void releases_the_port_before_it_waits_for_anybody() throws Exception {
        TestServer server = start();
        server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        awaitWindingDown();
        Fact.when("stop() while the engine is at a SET; can the port be had")
                .usually("who is let in now would have to be waited for, too: the door is closed first")
                .gives(true, server.portIsFree());
        engine.open();
        Fact.when("stop() while the engine is at a SET").gives(STOPPED, outcome(stop));
    }

    @Test
    void answers_shutdown_when_all_else_has_been_done() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        TestServer.Wire asking = server.wire().send(SHUTDOWN);
        awaitWindingDown();
        Fact.when("SHUTDOWN while the engine is at another client's SET; bytes of the answer so far")
                .usually("\"done\" has been said, and it is not: a crash would now lose what that answer promised")
                .gives(0, asking.socket().getInputStream().available());
        engine.open();
        Fact.when("SHUTDOWN while the engine is at another client's SET; its answer")
                .usually("the connection that asks is waited for, or was closed: Server.stopFor leaves it out, "
                        + "Server.stop does not")
                .gives(Response.Ok.DONE, asking.heard());
        Fact.when("SHUTDOWN; what the engine had done when the answer came, in this order")
                .gives(List.of("set", "flush", "close"), engine.events);
        Fact.when("SHUTDOWN; can the port be had when the answer has come").gives(true, server.portIsFree());
        expect("the SET that was in hand", Response.Ok.DONE, busy.heard());
        asking.close();
        Fact.when("SHUTDOWN, answered; stop()").gives(STOPPED, outcome(stop(server)));
    }

    @Test
    void answers_what_was_pipelined_ahead_of_shutdown() throws Exception {
        TestServer server = start();
        TestServer.Wire wire = server.wire().send(PING, SHUTDOWN, PING);
        expect("PING, ahead of SHUTDOWN", PONG, wire.heard());
        expect("SHUTDOWN, between two PINGs", Response.Ok.DONE, wire.heard());
        expect("PING, behind SHUTDOWN", TestServer.Wire.THE_END, wire.heardToTheEnd());
    }

    @Test
    void does_nothing_when_it_has_stopped() throws Exception {
        TestServer server = start();
        for (String which : List.of("first", "second", "third")) {
            Fact.when("stop(), for the " + which + " time").gives(STOPPED, outcome(stop(server)));
        }
        awaitStoppers();
        Fact.when("stop(), three times; how often the engine was closed")
                .usually("each caller stops the server anew: one of them wins, the others wait")
                .gives(1, engine.times("close"));
    }

    @Test
    void stops_once_for_all_who_ask_at_the_same_time() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        List<TestServer.Wire> asking = List.of(server.wire(), server.wire());
        for (TestServer.Wire wire : asking) {
            // An answer shows that it has a connection, and not only a place in the kernel's queue.
            expect("PING", PONG, wire.send(PING).heard());
        }
        for (TestServer.Wire wire : asking) {
            wire.send(SHUTDOWN);
        }
        awaitWindingDown();
        Future<String> first = stop(server);
        Future<String> second = stop(server);
        engine.open();
        expect("the SET that was in hand", Response.Ok.DONE, busy.heard());
        asking.getFirst().close();
        asking.getLast().close();
        Fact.when("two SHUTDOWN and two stop() at once; the first stop()").gives(STOPPED, outcome(first));
        Fact.when("two SHUTDOWN and two stop() at once; the second stop()").gives(STOPPED, outcome(second));
        awaitStoppers();
        Fact.when("two SHUTDOWN and two stop() at once; how often the engine was closed")
                .usually("to look whether somebody is stopping and to begin are two steps, unless one call does both")
                .holds(engine.times("close") == 1, "once", engine.times("close") == 0 ? "never" : "more than once");
    }

    @Test
    void cuts_what_is_not_done_after_the_grace() throws Exception {
        TestServer server = start(Duration.ofMillis(50));
        TestServer.Wire busy = server.wire().send(SLOW);
        engine.awaitEntered();
        Future<String> stop = stop(server);
        Fact.when("stop() with 50 ms of grace while the engine never finishes a SET")
                .usually("awaitEmpty says false when the grace is over; then it is time to cut and to go on")
                .gives(STOPPED, outcome(stop));
        Fact.when("stop() with 50 ms of grace; what the engine was told")
                .gives(List.of("flush", "close"), engine.events);
        Fact.when("stop() with 50 ms of grace, done; what the client gets that is still waiting for its answer")
                .usually("nobody closed its socket: it waits for a server that is gone")
                .gives(TestServer.Wire.THE_END, busy.heardToTheEnd());
    }

    @Test
    void says_that_the_flush_failed_and_closes_all_the_same() throws Exception {
        engine.flushFails = true;
        String failed = "the server did not stop as it should: could not flush: disk full";
        TestServer server = start();
        TestServer.Wire wire = server.wire().send(SHUTDOWN);
        Fact.when("SHUTDOWN, and the flush fails; its answer")
                .usually("stopFor throws what went wrong; the one who asked has to be told, in an answer of its own")
                .gives(new Response.Error(failed), wire.heard());
        wire.close();
        Fact.when("SHUTDOWN, and the flush fails; then stop()").gives(failed, outcome(stop(server)));
        awaitStoppers();
        Fact.when("a flush that fails; what else the engine was told")
                .usually("the exception jumped over the close")
                .gives(List.of("close"), engine.events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool"})
    void does_not_wait_for_clients_that_wait_for_a_thread(String model) throws Exception {
        Concurrency one = model.equals("single") ? Concurrency.single() : Concurrency.pool(1);
        ServerLimits limits = ServerLimits.DEFAULT.withStopGrace(LONG_GRACE).withMaxConnections(2);
        TestServer server = start(ServerOptions.defaults().withLimits(limits).withConcurrency(one), engine);
        TestServer.Wire first = server.wire();
        expect("PING", PONG, first.send(PING).heard());
        TestServer.Wire queued = server.wire().send(PING);
        // That there is no place for a third shows that the second has one, and not only waits in the kernel's queue.
        Fact.when("a third client, where two are let in")
                .gives(
                        new Response.Error("too many connections: this server takes 2"),
                        server.wire().heard());
        Fact.when("SHUTDOWN, while another client waits for the one thread that there is")
                .usually("connections that have no thread yet are among those that talk: Connection.stop ends them")
                .gives(Response.Ok.DONE, first.send(SHUTDOWN).heard());
        expect("SHUTDOWN by another client, while waiting for a thread", TestServer.Wire.THE_END, queued.heard());
    }

    @Test
    void loses_no_acknowledged_request_under_load() throws Exception {
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
            Fact.when("stop(), done, while 4 clients set one key after the other; do they notice")
                    .usually("their connections are alive, and the engine behind them is closed")
                    .gives(true, Patience.until(client::isDone));
            for (int i = 0; i < client.get(); i++) {
                Fact.when("a SET that was answered, then stop(); its key")
                        .gives(ONE, kept.get(Bytes.utf8("client" + c + "-" + i)));
            }
        }
    }

    /** How many were answered. */
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

    /** As {@code values}, to be looked at when the server has closed it. */
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
                Unwritten.note(e);
                return ErrorLine.of(e);
            }
        });
    }

    private static String outcome(Future<String> stop) throws Exception {
        boolean done = Patience.until(stop::isDone);
        Unwritten.rethrow();
        return done ? stop.get() : NOT_STOPPED;
    }

    /**
     * Returns when the server has come so far with stopping as it can without our help: it waits for connections, for
     * no longer than some time; or it has not waited for them, and is done with its engine.
     */
    private void awaitWindingDown() throws Exception {
        Patience.until(() -> engine.times("close") > 0
                || newStoppers().stream().anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        Unwritten.rethrow();
    }

    /** Returns when nobody stops the server any more. */
    private void awaitStoppers() throws Exception {
        Fact.when("all have stopped; are there threads called kvs-stop")
                .gives(false, !Patience.until(() -> newStoppers().isEmpty()));
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
