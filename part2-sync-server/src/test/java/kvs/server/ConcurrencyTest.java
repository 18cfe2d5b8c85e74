package kvs.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
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

/** Exercise 2.7: many clients. */
@Tag("2.7")
@Timeout(60)
class ConcurrencyTest {
    private static final Command PING = new Command.Ping(Bytes.EMPTY);

    @Test
    void single_has_one_thread() throws Exception {
        Fact.when("single(), and five connections at the same time; how many threads run them")
                .usually("one thread, and the others wait for it, is what the name promises")
                .gives(1, threadsOf(Concurrency.single(), 5).size());
    }

    @Test
    void pool_has_as_many_threads_as_it_was_told() throws Exception {
        Fact.when("pool(3), and seven connections at the same time; how many threads run them")
                .usually(
                        "more than three: nothing bounds it; fewer: a ThreadPoolExecutor makes a thread above its core "
                                + "size only when its queue is full")
                .gives(3, threadsOf(Concurrency.pool(3), 7).size());
    }

    @Test
    void virtual_has_a_virtual_thread_for_each() throws Exception {
        List<Thread> threads = threadsOf(Concurrency.virtual(), 50);
        Fact.when("virtual(), and fifty connections at the same time; how many threads run them")
                .gives(50, threads.size());
        Fact.when("virtual(), and fifty connections at the same time; how many of the threads are virtual")
                .usually("a platform thread for each works too, and costs far more memory for each")
                .gives(50, threads.stream().filter(Thread::isVirtual).count());
    }

    /** The threads on which so many tasks ran that all were there at the same time. */
    private static List<Thread> threadsOf(Concurrency concurrency, int tasks) throws Exception {
        ExecutorService executor = concurrency.threads();
        Queue<Thread> ran = new ConcurrentLinkedQueue<>();
        CountDownLatch allAreThere = new CountDownLatch(1);
        for (int i = 0; i < tasks; i++) {
            executor.execute(() -> {
                try {
                    allAreThere.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                ran.add(Thread.currentThread());
            });
        }
        allAreThere.countDown();
        Fact.when(concurrency.name() + ", and " + tasks + " connections at the same time; is each run in the end")
                .gives(true, Patience.until(() -> ran.size() == tasks));
        executor.shutdown();
        return ran.stream().distinct().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool", "virtual"})
    void gives_each_run_of_a_server_threads_of_its_own(String name) throws Exception {
        Concurrency concurrency = model(name);
        concurrency.threads().shutdown();
        ExecutorService second = concurrency.threads();
        Fact.when("threads() of " + name + ", shut down, as a server that stops does; threads() once more; is it shut "
                        + "down")
                .usually("the executor is made once, and shared; of() takes a supplier so that each run gets a new one")
                .gives(false, second.isShutdown());
        second.shutdown();
    }

    @Test
    void single_serves_the_next_client_when_one_has_left() throws IOException {
        try (TestServer server = start(Concurrency.single())) {
            TestServer.Wire first = server.wire().send(PING);
            expect("one thread; the first client's PING", first);
            TestServer.Wire second = server.wire().send(PING);
            expect("one thread, and a second client; the first client's second PING", first.send(PING));
            first.close();
            expect("one thread; the first client leaves; the second client's PING", second);
        }
    }

    @Test
    void pool_serves_the_next_client_when_one_of_them_has_left() throws IOException {
        try (TestServer server = start(Concurrency.pool(2))) {
            TestServer.Wire first = server.wire().send(PING);
            TestServer.Wire second = server.wire().send(PING);
            expect("two threads; the first client's PING", first);
            expect("two threads, the first client is there; the second client's PING", second);
            TestServer.Wire third = server.wire().send(PING);
            expect("two threads, three clients; the second client's second PING", second.send(PING));
            first.close();
            expect("two threads; the first client leaves; the third client's PING", third);
        }
    }

    @Test
    void virtual_serves_everybody_while_hundreds_say_nothing() throws IOException {
        try (TestServer server = start(Concurrency.virtual())) {
            List<TestServer.Wire> idle = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                idle.add(server.wire());
            }
            expect(
                    "300 clients that say nothing; another client's PING",
                    server.wire().send(PING));
            expect(
                    "300 clients that say nothing; then a PING by one of them",
                    idle.getFirst().send(PING));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool", "virtual"})
    void has_the_name_that_a_command_line_gives_it(String name) {
        Fact.when("name() of " + name).gives(name, model(name).name());
    }

    private static Concurrency model(String name) {
        return switch (name) {
            case "single" -> Concurrency.single();
            case "pool" -> Concurrency.pool(2);
            default -> Concurrency.virtual();
        };
    }

    private static TestServer start(Concurrency concurrency) throws IOException {
        return TestServer.start(ServerOptions.defaults().withConcurrency(concurrency), new MemoryEngine());
    }

    private static void expect(String what, TestServer.Wire wire) throws IOException {
        Fact.when(what)
                .usually("somebody is waited for who says nothing: who reads from the others meanwhile?")
                .gives(Response.Ok.DONE, wire.heard());
    }
}
