package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import kvs.client.KvClient;
import kvs.client.ServerException;
import kvs.engine.KvEngine;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exercise 2.6: stopping well. */
@Tag("2.6")
@Timeout(60)
class ServerStopTest {
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Command PING = new Command.Ping(ONE);

    private final GateEngine engine = new GateEngine();
    /** Of platform threads: virtual ones that keep each other busy leave those that come from outside to wait. */
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void end_threads() {
        engine.open();
        pool.shutdown();
    }

    @Test
    void wakes_an_idle_client_rather_than_wait_for_it() throws Exception {
        TestServer server = start();
        TestServer.Wire idle = server.wire();
        assertThat(idle.send(PING).response()).isEqualTo(new Response.Ok(ONE));
        soon(stop(server));
        assertThat(idle.rest()).isEmpty();
        assertThat(engine.events).containsExactly("flush", "close");
    }

    @Test
    void finishes_and_answers_a_request_in_hand() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(new Command.Set(GateEngine.SLOW, ONE));
        engine.awaitEntered();
        Future<?> stop = stop(server);
        server.awaitPortReleased();
        engine.open();
        assertThat(busy.response()).isEqualTo(Response.Ok.DONE);
        soon(stop);
        assertThat(engine.events).as("in this order").containsExactly("set", "flush", "close");
    }

    @Test
    void answers_shutdown_when_all_else_has_been_done() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(new Command.Set(GateEngine.SLOW, ONE));
        engine.awaitEntered();
        TestServer.Wire asking = server.wire().send(new Command.Shutdown());
        List<Integer> early = new ArrayList<>();
        engine.onFlush = () -> early.add(available(asking));
        server.awaitPortReleased();
        engine.open();
        assertThat(asking.response()).isEqualTo(Response.Ok.DONE);
        assertThat(engine.events)
                .as("what had happened when SHUTDOWN was answered")
                .containsExactly("set", "flush", "close");
        assertThat(early).as("bytes of the answer that came before the flush").containsExactly(0);
        assertThat(busy.response()).isEqualTo(Response.Ok.DONE);
        try (ServerSocket again = new ServerSocket()) {
            again.bind(server.address);
        }
        asking.close();
        server.server.awaitStopped();
    }

    @Test
    void answers_what_was_pipelined_ahead_of_shutdown() throws Exception {
        TestServer server = start();
        TestServer.Wire wire = server.wire().send(PING, new Command.Shutdown(), PING);
        assertThat(wire.response()).isEqualTo(new Response.Ok(ONE));
        assertThat(wire.response()).isEqualTo(Response.Ok.DONE);
        assertThat(wire.rest()).as("behind SHUTDOWN").isEmpty();
    }

    @Test
    void stops_once_for_all_who_ask() throws Exception {
        TestServer server = start();
        TestServer.Wire busy = server.wire().send(new Command.Set(GateEngine.SLOW, ONE));
        engine.awaitEntered();
        List<TestServer.Wire> asking = List.of(server.wire(), server.wire());
        for (TestServer.Wire wire : asking) {
            // An answer shows that it has a connection, and not only a place in the kernel's queue.
            assertThat(wire.send(PING).response()).isEqualTo(new Response.Ok(ONE));
        }
        for (TestServer.Wire wire : asking) {
            wire.send(new Command.Shutdown());
        }
        Future<?> first = stop(server);
        Future<?> second = stop(server);
        engine.open();
        assertThat(busy.response()).isEqualTo(Response.Ok.DONE);
        asking.getFirst().close();
        asking.getLast().close();
        soon(first);
        soon(second);
        server.server.stop();
        assertThat(engine.events).containsExactly("set", "flush", "close");
    }

    @Test
    void cuts_what_is_not_done_after_the_grace() throws Exception {
        ServerLimits limits = ServerLimits.DEFAULT.withStopGrace(Duration.ofMillis(50));
        TestServer server = TestServer.start(ServerOptions.defaults().withLimits(limits), engine);
        TestServer.Wire busy = server.wire().send(new Command.Set(GateEngine.SLOW, ONE));
        engine.awaitEntered();
        soon(stop(server));
        assertThat(engine.events).containsExactly("flush", "close");
        assertThatThrownBy(busy::response).isInstanceOf(IOException.class);
    }

    @Test
    void says_that_the_flush_failed_and_closes_all_the_same() throws Exception {
        engine.flushFails = true;
        TestServer server = start();
        KvClient client = server.client();
        assertThatThrownBy(client::shutdown)
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("could not flush: disk full");
        client.close();
        assertThatThrownBy(() -> server.server.stop())
                .extracting(ErrorLine::of)
                .isEqualTo("the server did not stop as it should: could not flush: disk full");
        assertThat(engine.events).containsExactly("close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool"})
    void does_not_wait_for_clients_that_wait_for_a_thread(String model) throws Exception {
        Concurrency one = model.equals("single") ? Concurrency.single() : Concurrency.pool(1);
        TestServer server = TestServer.start(ServerOptions.defaults().withConcurrency(one), engine);
        TestServer.Wire first = server.wire();
        assertThat(first.send(PING).response()).isEqualTo(new Response.Ok(ONE));
        TestServer.Wire queued = server.wire().send(PING);
        assertThat(first.send(new Command.Shutdown()).response()).isEqualTo(Response.Ok.DONE);
        assertThatThrownBy(queued::response).isInstanceOf(IOException.class);
    }

    @Test
    void loses_no_acknowledged_request_under_load() throws Exception {
        MemoryEngine kept = new MemoryEngine();
        TestServer server = TestServer.start(ServerOptions.defaults(), new Unclosed(kept));
        List<Future<Integer>> clients = new ArrayList<>();
        var warm = new java.util.concurrent.CountDownLatch(4 * 50);
        for (int c = 0; c < 4; c++) {
            KvClient client = server.client();
            String name = "client" + c + "-";
            clients.add(pool.submit((Callable<Integer>) () -> {
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
            }));
        }
        warm.await();
        soon(stop(server));
        for (int c = 0; c < clients.size(); c++) {
            int acknowledged = clients.get(c).get();
            assertThat(acknowledged).isPositive();
            for (int i = 0; i < acknowledged; i++) {
                assertThat(kept.get(Bytes.utf8("client" + c + "-" + i)))
                        .as("a SET that was answered")
                        .isEqualTo(ONE);
            }
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
        return TestServer.start(ServerOptions.defaults(), engine);
    }

    private Future<?> stop(TestServer server) {
        return pool.submit(() -> {
            server.server.stop();
            return null;
        });
    }

    private static void soon(Future<?> stop) throws Exception {
        stop.get(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static int available(TestServer.Wire wire) {
        try {
            return wire.socket().getInputStream().available();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
