package kvs.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The promises of {@link KvEngine}. The test of an engine extends this class and opens the engine. */
@Timeout(60)
public abstract class KvEngineContract {
    protected static final Bytes FOO = Bytes.utf8("foo");
    protected static final Bytes BAR = Bytes.utf8("bar");
    protected static final Bytes ONE = Bytes.utf8("1");
    protected static final Bytes TWO = Bytes.utf8("2");

    /** The engine under test: fresh for each test, and closed after it. */
    protected KvEngine engine;

    /** Returns a new, empty engine. */
    protected abstract KvEngine open() throws IOException;

    @BeforeEach
    void open_it() throws IOException {
        engine = open();
    }

    @AfterEach
    void close_it() throws IOException {
        engine.close();
    }

    @Test
    void gives_nothing_for_a_key_that_was_never_set() throws IOException {
        Fact.when("get(foo) on a new engine").gives(null, engine.get(FOO));
    }

    @Test
    void gives_the_value_that_was_set() throws IOException {
        engine.set(FOO, ONE);
        Fact.when("set(foo, 1), get(foo)").gives(ONE, engine.get(FOO));
        Fact.when("set(foo, 1), get(bar)").gives(null, engine.get(BAR));
    }

    @Test
    void gives_the_last_of_the_values_that_were_set() throws IOException {
        engine.set(FOO, ONE);
        engine.set(FOO, TWO);
        Fact.when("set(foo, 1), set(foo, 2), get(foo)").gives(TWO, engine.get(FOO));
    }

    @Test
    void tells_an_empty_value_from_none() throws IOException {
        engine.set(FOO, Bytes.EMPTY);
        Fact.when("set(foo, \"\"), get(foo)").gives(Bytes.EMPTY, engine.get(FOO));
    }

    @Test
    void takes_an_empty_key() throws IOException {
        engine.set(Bytes.EMPTY, ONE);
        Fact.when("set(\"\", 1), get(\"\")").gives(ONE, engine.get(Bytes.EMPTY));
    }

    @Test
    void takes_any_bytes() throws IOException {
        Bytes all = Bytes.copyOf(new byte[] {0, -1, 10, 13, 127, -128, '$', '*'});
        engine.set(all, all);
        Fact.when("set and get of " + all).gives(all, engine.get(all));
    }

    @Test
    void forgets_what_was_removed() throws IOException {
        engine.set(FOO, ONE);
        Fact.when("set(foo, 1), remove(foo)").gives(true, engine.remove(FOO));
        Fact.when("set(foo, 1), remove(foo), get(foo)").gives(null, engine.get(FOO));
    }

    @Test
    void says_that_there_was_nothing_to_remove() throws IOException {
        Fact.when("remove(foo) on a new engine").gives(false, engine.remove(FOO));
        engine.set(FOO, Bytes.EMPTY);
        engine.remove(FOO);
        Fact.when("set(foo, \"\"), remove(foo), remove(foo)").gives(false, engine.remove(FOO));
    }

    @Test
    void makes_the_changes_of_a_batch_in_their_order() throws IOException {
        engine.set(BAR, ONE);
        engine.writeBatch(List.of(
                new Change(FOO, ONE),
                new Change(BAR, null),
                new Change(FOO, TWO),
                new Change(Bytes.EMPTY, Bytes.EMPTY)));
        String did = "set(bar, 1), writeBatch(foo = 1, remove bar, foo = 2, \"\" = \"\")";
        Fact.when(did + ", get(foo)")
                .usually("the first change of a key was kept, not the last")
                .gives(TWO, engine.get(FOO));
        Fact.when(did + ", get(bar)").gives(null, engine.get(BAR));
        Fact.when(did + ", get(\"\")").gives(Bytes.EMPTY, engine.get(Bytes.EMPTY));
    }

    @Test
    void a_batch_may_remove_and_set_the_same_key() throws IOException {
        engine.set(BAR, ONE);
        engine.writeBatch(
                List.of(new Change(FOO, ONE), new Change(BAR, null), new Change(FOO, null), new Change(BAR, TWO)));
        String did = "set(bar, 1), writeBatch(foo = 1, remove bar, remove foo, bar = 2)";
        Fact.when(did + ", get(foo)").gives(null, engine.get(FOO));
        Fact.when(did + ", get(bar)").gives(TWO, engine.get(BAR));
        Fact.when(did + ", remove(foo)").gives(false, engine.remove(FOO));
    }

    @Test
    void a_batch_may_remove_absent_keys_and_may_be_empty() throws IOException {
        engine.writeBatch(List.of());
        engine.writeBatch(List.of(new Change(FOO, null), new Change(FOO, null), new Change(BAR, ONE)));
        Fact.when("writeBatch(), writeBatch(remove foo, remove foo, bar = 1), get(foo)")
                .gives(null, engine.get(FOO));
        Fact.when("the same, get(bar)").gives(ONE, engine.get(BAR));
    }

    @Test
    void makes_large_batches() throws IOException {
        int keys = 20_000;
        List<Change> sets = new ArrayList<>();
        List<Change> removes = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            sets.add(new Change(Bytes.utf8("k" + i), Bytes.utf8("value " + i + " ".repeat(100))));
            removes.add(new Change(Bytes.utf8("k" + i), i % 2 == 0 ? null : ONE));
        }
        engine.writeBatch(sets);
        for (Change set : sets) {
            Fact.when("write of " + keys + " sets, get(" + set.key() + ")").gives(set.value(), engine.get(set.key()));
        }
        engine.writeBatch(removes);
        for (Change change : removes) {
            Fact.when("the same, write of " + keys + " removes and sets, get(" + change.key() + ")")
                    .gives(change.value(), engine.get(change.key()));
        }
    }

    @Test
    void can_be_flushed_and_used_again() throws IOException {
        engine.set(FOO, ONE);
        engine.flush();
        engine.set(BAR, TWO);
        Fact.when("set, flush, set, get").gives(TWO, engine.get(BAR));
        Fact.when("set, flush, set, get").gives(ONE, engine.get(FOO));
    }

    @Test
    void can_be_closed_twice() throws IOException {
        engine.close();
        engine.close();
        Fact.when("close(), close(), name()").holds(!engine.name().isEmpty(), "a name", engine.name());
    }

    @Test
    void does_what_a_map_does() throws IOException {
        Map<Bytes, Bytes> model = new HashMap<>();
        Random random = new Random(20210228);
        for (int i = 0; i < 5_000; i++) {
            Bytes key = Bytes.utf8("k" + random.nextInt(40));
            switch (random.nextInt(3)) {
                case 0 -> {
                    engine.set(key, Bytes.utf8("v" + i));
                    model.put(key, Bytes.utf8("v" + i));
                }
                case 1 ->
                    Fact.when("remove(" + key + ") as operation " + i)
                            .gives(model.remove(key) != null, engine.remove(key));
                default -> Fact.when("get(" + key + ") as operation " + i).gives(model.get(key), engine.get(key));
            }
        }
    }

    /** For engines that store short and long values in different ways. */
    @Test
    void keeps_short_and_long_values() throws IOException {
        Map<Bytes, Bytes> model = new HashMap<>();
        setShortAndLong(model, new Random(20261121), 2_000);
        expectAll(model, "2,000 sets of up to 100,000 bytes");
    }

    /** Sets {@code sets} values, of which some are long, in the engine and in {@code model}. */
    protected final void setShortAndLong(Map<Bytes, Bytes> model, Random random, int sets) throws IOException {
        for (int i = 0; i < sets; i++) {
            Bytes key = Bytes.utf8("k" + random.nextInt(300));
            byte[] value = new byte[random.nextInt(30) == 0 ? random.nextInt(100_000) : random.nextInt(300)];
            random.nextBytes(value);
            engine.set(key, Bytes.copyOf(value));
            model.put(key, Bytes.copyOf(value));
        }
    }

    protected final void expectAll(Map<Bytes, Bytes> model, String after) throws IOException {
        for (Map.Entry<Bytes, Bytes> entry : model.entrySet()) {
            Fact.when(after + ", get(" + entry.getKey() + ")").gives(entry.getValue(), engine.get(entry.getKey()));
        }
    }

    @Test
    void loses_nothing_when_many_threads_write() throws Exception {
        int threads = 4;
        int keys = 10_000;
        together(threads, thread -> {
            for (int i = 0; i < keys; i++) {
                engine.set(Bytes.utf8(thread + "-" + i), ONE);
            }
            return 0;
        });
        int found = 0;
        for (int thread = 0; thread < threads; thread++) {
            for (int i = 0; i < keys; i++) {
                found += engine.get(Bytes.utf8(thread + "-" + i)) == null ? 0 : 1;
            }
        }
        Fact.when(threads + " threads set " + keys + " keys each; how many are there")
                .usually("a map without synchronization loses entries that two threads store at once")
                .gives((long) threads * keys, found);
    }

    @Test
    void tells_one_thread_only_that_it_removed_a_key() throws Exception {
        int keys = 2_000;
        for (int i = 0; i < keys; i++) {
            engine.set(Bytes.utf8("k" + i), ONE);
        }
        int removed = together(4, _ -> {
                    int mine = 0;
                    for (int i = 0; i < keys; i++) {
                        mine += engine.remove(Bytes.utf8("k" + i)) ? 1 : 0;
                    }
                    return mine;
                })
                .sum();
        Fact.when("4 threads remove the same " + keys + " keys; how often did remove say yes")
                .usually("a check followed by a remove is two steps, and two threads may both pass the check")
                .gives(keys, removed);
    }

    /** The work of one of several threads. */
    private interface Job {
        Integer run(int thread) throws Exception;
    }

    /** Runs {@code job} on {@code threads} threads at once; returns their results, 0 for null. */
    private static IntStream together(int threads, Job job) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var jobs = IntStream.range(0, threads)
                    .<Callable<Integer>>mapToObj(thread -> () -> job.run(thread))
                    .toList();
            int[] results = new int[threads];
            int i = 0;
            for (Future<Integer> done : pool.invokeAll(jobs)) {
                Integer result = done.get();
                results[i++] = result == null ? 0 : result;
            }
            return IntStream.of(results);
        }
    }
}
