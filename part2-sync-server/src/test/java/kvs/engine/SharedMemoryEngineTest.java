package kvs.engine;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Exercise 2.7: the engine that all connections share. {@link MemoryEngineTest} has its promises to one thread.
 *
 * <p>A test cannot choose the moment at which threads meet inside a map. So each test has many rounds, and a map
 * without synchronization fails in nearly every one.
 */
@Tag("2.7")
@Timeout(60)
class SharedMemoryEngineTest {
    private static final int ROUNDS = 20;
    private static final int THREADS = 4;
    private static final int KEYS = 10_000;
    private static final int GROWING_ROUNDS = 3;
    private static final int MANY_KEYS = 400_000;
    private static final Bytes ONE = Bytes.utf8("1");

    /** Its hash, as {@link java.util.HashMap} spreads it, has every bit set. */
    private static final byte[] LAST_SLOT = {2, 27, 4, 13, 16, 7, 26};

    /** The work of each of several threads on an engine; the test adds up the results. */
    private interface Job {
        int run(MemoryEngine engine, int thread);
    }

    @Test
    void starts_empty() {
        Bytes key = Bytes.utf8("foo");
        new MemoryEngine().set(key, ONE);
        Fact.when("set(foo, 1) on one engine; get(foo) on another")
                .usually("each engine needs a map of its own")
                .gives(null, new MemoryEngine().get(key));
    }

    @Test
    void keeps_all_keys_of_concurrent_writers() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            MemoryEngine engine = new MemoryEngine();
            together(engine, (shared, thread) -> {
                for (int i = 0; i < KEYS; i++) {
                    shared.set(key(thread, i), ONE);
                }
                return 0;
            });
            boolean all = IntStream.range(0, THREADS)
                    .allMatch(thread -> IntStream.range(0, KEYS).allMatch(i -> engine.get(key(thread, i)) != null));
            Fact.when(THREADS + " threads set " + KEYS + " keys each at once; which keys the engine has then")
                    .usually("a map without synchronization loses entries that two threads store at once")
                    .holds(all, "all keys", "not all keys");
        }
    }

    /**
     * A hash table grows by moving its entries to a larger one, slot by slot. The key that is looked for is in the last slot
     * of each table, whatever its size, so that it is missing for as long as an unsynchronized table grows.
     */
    @Test
    void finds_a_key_while_the_map_grows() throws Exception {
        Bytes last = Bytes.copyOf(LAST_SLOT);
        Fact.when("the hash of the key that is looked for").gives(0xffff0000, last.hashCode());
        List<Bytes> keys =
                IntStream.range(0, MANY_KEYS).mapToObj(i -> key(0, i)).toList();
        for (int round = 0; round < GROWING_ROUNDS; round++) {
            MemoryEngine engine = new MemoryEngine();
            engine.set(last, ONE);
            AtomicBoolean grown = new AtomicBoolean();
            AtomicInteger missed = new AtomicInteger();
            Thread reader = Thread.ofPlatform().start(() -> {
                while (!grown.get()) {
                    if (engine.get(last) == null) {
                        missed.incrementAndGet();
                    }
                }
            });
            keys.forEach(key -> engine.set(key, ONE));
            grown.set(true);
            reader.join();
            Fact.when("set foo; one thread sets " + MANY_KEYS + " other keys, another gets foo all the time")
                    .usually(
                            "reads need synchronization too: while another thread moves the entries to a larger table, "
                                    + "a get without it looks into a half empty one")
                    .holds(missed.get() == 0, "the value, each time", "null, some times");
        }
    }

    private static Bytes key(int thread, int i) {
        return Bytes.utf8(thread + "-" + i);
    }

    private static int together(MemoryEngine engine, Job job) throws Exception {
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<Integer>> jobs = IntStream.range(0, THREADS)
                    .<Callable<Integer>>mapToObj(thread -> () -> job.run(engine, thread))
                    .toList();
            int sum = 0;
            for (Future<Integer> done : pool.invokeAll(jobs)) {
                sum += done.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new AssertionError("a map without synchronization threw an exception", e);
        }
    }
}
