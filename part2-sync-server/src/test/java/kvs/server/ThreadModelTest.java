package kvs.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;
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
class ThreadModelTest {
    private static final Command PING = new Command.Ping(Bytes.EMPTY);

    @Test
    void single_has_one_thread() throws Exception {
        List<Thread> threads = threadsOf(ThreadModel.single(), 5);
        Fact.when("single(), and five connections at the same time; how many threads run them")
                .usually("single() promises one thread; the other connections wait for it")
                .gives(1, threads.size());
        named("single()", List.of("kvs-connection"), threads);
        daemons("single()", threads);
    }

    @Test
    void pool_has_the_given_number_of_threads() throws Exception {
        List<Thread> threads = threadsOf(ThreadModel.pool(3), 7);
        Fact.when("pool(3), and seven connections at the same time; how many threads run them")
                .usually("with more than three, the pool has no bound; with fewer: a ThreadPoolExecutor starts a "
                        + "thread above its core size only when its queue is full")
                .gives(3, threads.size());
        named("pool(3)", numbered(3), threads);
        daemons("pool(3)", threads);
    }

    @Test
    void virtual_has_a_virtual_thread_for_each() throws Exception {
        List<Thread> threads = threadsOf(ThreadModel.virtual(), 50);
        Fact.when("virtual(), and fifty connections at the same time; how many threads run them")
                .gives(50, threads.size());
        Fact.when("virtual(), and fifty connections at the same time; how many of the threads are virtual")
                .usually("a platform thread per connection works too, and costs far more memory")
                .gives(50, threads.stream().filter(Thread::isVirtual).count());
        named("virtual()", numbered(50), threads);
    }

    private static List<String> numbered(int threads) {
        return IntStream.rangeClosed(1, threads)
                .mapToObj(i -> "kvs-connection-" + i)
                .sorted()
                .toList();
    }

    private static void named(String model, List<String> names, List<Thread> threads) {
        Fact.when(model + "; the names of its threads")
                .usually("give the executor a thread factory: name(\"x\") gives all threads one name, name(\"x-\", 1) "
                        + "numbers them")
                .gives(names, threads.stream().map(Thread::getName).sorted().toList());
    }

    private static void daemons(String model, List<Thread> threads) {
        Fact.when(model + "; are its threads daemons")
                .usually("a thread that is not a daemon keeps the program alive")
                .gives(true, threads.stream().allMatch(Thread::isDaemon));
    }

    /** Returns the threads that ran {@code tasks} tasks, all of which were submitted before the first one ended. */
    private static List<Thread> threadsOf(ThreadModel threadModel, int tasks) throws Exception {
        ExecutorService executor = threadModel.threads();
        Queue<Thread> ran = new ConcurrentLinkedQueue<>();
        CountDownLatch allAreThere = new CountDownLatch(1);
        Runnable task = () -> {
            try {
                allAreThere.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            ran.add(Thread.currentThread());
        };
        // A new thread is a daemon if its creator is one, unless the factory says otherwise: the accepting thread is
        // not.
        Thread acceptor = Thread.ofPlatform().daemon(false).start(() -> {
            for (int i = 0; i < tasks; i++) {
                executor.execute(task);
            }
        });
        acceptor.join();
        allAreThere.countDown();
        Fact.when(threadModel.name() + ", and " + tasks + " connections at the same time; does each run in the end")
                .gives(true, ProgressTimeout.await(() -> ran.size() == tasks));
        executor.shutdown();
        return ran.stream().distinct().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool", "virtual"})
    void creates_an_executor_for_each_server(String name) throws Exception {
        ThreadModel threadModel = model(name);
        threadModel.threads().shutdown();
        ExecutorService second = threadModel.threads();
        Fact.when("threads() of " + name + ", shut down, as a server that stops does; threads() once more; is that one "
                        + "shut down")
                .usually("one executor is shared: of() takes a supplier so that each server gets a new one")
                .gives(false, second.isShutdown());
        second.shutdown();
    }

    @Test
    void single_serves_the_next_client_after_the_first() throws IOException {
        try (TestServer server = start(ThreadModel.single())) {
            TestServer.Wire first = server.wire().send(PING);
            expect("one thread; the first client's PING", first);
            TestServer.Wire second = server.wire().send(PING);
            expect("one thread, and a second client; the first client's second PING", first.send(PING));
            first.close();
            expect("one thread; the first client closes; the second client's PING", second);
        }
    }

    @Test
    void pool_serves_the_next_client_after_another() throws IOException {
        try (TestServer server = start(ThreadModel.pool(2))) {
            TestServer.Wire first = server.wire().send(PING);
            TestServer.Wire second = server.wire().send(PING);
            expect("two threads; the first client's PING", first);
            expect("two threads, and the first client stays; the second client's PING", second);
            TestServer.Wire third = server.wire().send(PING);
            expect("two threads, three clients; the second client's second PING", second.send(PING));
            first.close();
            expect("two threads; the first client closes; the third client's PING", third);
        }
    }

    @Test
    void virtual_serves_a_client_beside_300_idle_ones() throws IOException {
        try (TestServer server = start(ThreadModel.virtual())) {
            List<TestServer.Wire> idle = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                idle.add(server.wire());
            }
            expect("300 idle clients; another client's PING", server.wire().send(PING));
            expect(
                    "300 idle clients; then a PING of one of them",
                    idle.getFirst().send(PING));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "pool", "virtual"})
    void has_its_name_on_a_command_line(String name) {
        Fact.when("name() of " + name).gives(name, model(name).name());
    }

    private static ThreadModel model(String name) {
        return switch (name) {
            case "single" -> ThreadModel.single();
            case "pool" -> ThreadModel.pool(2);
            default -> ThreadModel.virtual();
        };
    }

    private static TestServer start(ThreadModel threadModel) throws IOException {
        return TestServer.start(ServerOptions.defaults().withThreadModel(threadModel), new MemoryEngine());
    }

    private static void expect(String what, TestServer.Wire wire) throws IOException {
        Fact.when(what)
                .usually("a thread waits for an idle client, and no other thread serves this one")
                .gives(Response.Ok.DONE, wire.heard());
    }
}
