package kvs.engine;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Exercise 2.7: the engine that all connections share. What it promises to one thread is in {@link MemoryEngineTest}.
 *
 * <p>Threads do not meet at a bad moment when one wants them to. So each test has many rounds, and each round, on a map
 * that is not made for this, goes wrong nearly always.
 */
@Tag("2.7")
@Timeout(60)
class SharedMemoryEngineTest {
    private static final int ROUNDS = 20;
    private static final int THREADS = 4;
    private static final int KEYS = 10_000;
    private static final Bytes ONE = Bytes.utf8("1");

    /** What each of several threads does with an engine; the sum of what it returns is told. */
    private interface Job {
        int run(MemoryEngine engine, int thread);
    }

    @Test
    void starts_with_nothing_in_it() {
        Bytes key = Bytes.utf8("foo");
        new MemoryEngine().set(key, ONE);
        Fact.when("set(foo, 1) on one engine; get(foo) on another")
                .usually("each engine needs a map of its own")
                .gives(null, new MemoryEngine().get(key));
    }

    @Test
    void loses_nothing_when_many_threads_write() throws Exception {
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
            Fact.when(THREADS + " threads set " + KEYS + " keys each at once; what is there when they are done")
                    .usually("a map that is not made for several threads loses what two of them store at once")
                    .holds(all, "all keys", "not all keys");
        }
    }

    @Test
    void shows_a_thread_what_it_has_stored_while_others_write() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int missed = together(new MemoryEngine(), (shared, thread) -> {
                int mine = 0;
                for (int i = 0; i < KEYS; i++) {
                    shared.set(key(thread, i), ONE);
                    mine += shared.get(key(thread, i)) == null ? 1 : 0;
                }
                return mine;
            });
            Fact.when(THREADS + " threads set " + KEYS + " keys each at once, and get each right after its set")
                    .usually(
                            "a read needs the map in order, too: while another thread moves its table to a larger one, "
                                    + "an unguarded get looks into one that is half empty")
                    .holds(missed == 0, "the value, each time", "null, some times");
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
            throw new AssertionError("a map that is not made for several threads fell apart", e);
        }
    }
}
