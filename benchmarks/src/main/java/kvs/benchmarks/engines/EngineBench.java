package kvs.benchmarks.engines;

import static kvs.benchmarks.engines.Data.VALUE;
import static kvs.benchmarks.engines.Data.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kvs.benchmarks.load.Zipf;
import kvs.engine.Engines;
import kvs.engine.KvEngine;
import kvs.index.KeyIndex;
import kvs.protocol.Bytes;

/**
 * {@code benchmarks/run engines}: the engines of part 3 beside each other, beside {@code kvs} on a map of the JDK, and beside
 * RocksDB, under the same calls.
 *
 * <p>A million keys of 16 bytes, values of 100. Rounds alternate between the engines; a table has medians. All on one
 * disk, in one process; each engine has its defaults.
 */
public final class EngineBench {
    private static final List<String> NAMES = List.of("kvs", SkipListEngineProvider.NAME, "mvstore", "rocksdb");

    private static final int SETTLE_MILLIS = 3_000;

    private final int keys;
    private final int rounds;
    private final int forced;
    private final Path root;
    private final Engines engines = Engines.found();
    private final Figures figures = new Figures();

    /** @param howMuch {@code quick} for a fifth of the keys and one round, {@code once} for all of them and one round */
    private EngineBench(String howMuch, Path root) {
        boolean quick = howMuch.equals("quick");
        this.keys = quick ? 200_000 : 1_000_000;
        this.rounds = howMuch.isEmpty() ? 3 : 1;
        this.forced = quick ? 200 : 1_000;
        this.root = root;
    }

    public static void main(String[] args) throws Exception {
        String howMuch = args.length > 0 ? args[0] : "";
        Path root =
                Files.createTempDirectory(Path.of(System.getProperty("kvs.bench.dir", "benchmarks/target")), "engines");
        try {
            new EngineBench(howMuch, root).run();
        } finally {
            Data.delete(root);
        }
    }

    private void run() throws Exception {
        List<String> present =
                NAMES.stream().filter(name -> engines.names().contains(name)).toList();
        System.err.println("warming up");
        for (String name : present) {
            warmUp(name);
        }
        // With figures that nobody prints.
        for (int i = 1; i <= 2; i++) {
            for (KvsBench bench : kvsBenches(new Figures(), keys / 5)) {
                bench.run(-i, forced / 10);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (String name : present) {
                System.err.printf("round %d of %d: %s%n", round + 1, rounds, name);
                unforced(name, round);
                forced(name, round);
                seed(name, round);
            }
            System.err.printf("round %d of %d: kvs alone%n", round + 1, rounds);
            for (KvsBench bench : kvsBenches(figures, keys)) {
                bench.run(round, forced);
            }
        }
        System.out.printf(
                "%nkeys: %,d of 16 bytes, values of %d bytes; a second, where nothing else is said; medians of %d rounds%n%n",
                keys, Data.VALUE_BYTES, rounds);
        figures.print(present);
    }

    /** The engine as it is, and on a map. */
    private List<KvsBench> kvsBenches(Figures into, int count) {
        return List.of(
                new KvsBench(into, root, count, "kvs", KeyIndex::create),
                new KvsBench(into, root, count, SkipListEngineProvider.NAME, SkipListIndex::new));
    }

    private KvEngine open(String name, Path directory, String fsync) throws IOException {
        return engines.open(directory, name, Map.of("fsync", fsync));
    }

    /** The JVM compiles what the engine runs, before anything is measured. */
    private void warmUp(String name) throws IOException {
        Path directory = root.resolve("warm-" + name);
        int few = keys / 5;
        try (KvEngine engine = open(name, directory, "never")) {
            for (int i = 0; i < 3; i++) {
                sets(engine, 0, few);
                Data.gets(engine, new SplittableRandom(i), few, few);
            }
        }
        Data.delete(directory);
    }

    /** Sets and gets, nothing forced. */
    private void unforced(String name, int round) throws Exception {
        Path directory = root.resolve(name + round);
        try (KvEngine engine = open(name, directory, "never")) {
            // What is drawn beforehand costs nothing where it is measured.
            int[] order = Data.shuffled(keys, round);
            int[] uniform = new SplittableRandom(round).ints(keys, 0, keys).toArray();
            int[] zipfian = zipfian(round);
            sets("set, each key once", name, engine, order);
            sets("set, uniform", name, engine, uniform);
            sets("set, zipfian", name, engine, zipfian);
            // The first of them make the JVM compile what the others run, and warm the caches of all engines.
            gets(engine, uniform);
            double one = figures.perSecond(
                    "get, uniform, 1 thread", name, keys, () -> inThreads(1, _ -> gets(engine, order)));
            double two = figures.perSecond(
                    "get, uniform, 2 threads",
                    name,
                    2L * keys,
                    () -> inThreads(2, thread -> gets(engine, thread == 0 ? order : uniform)));
            figures.note("2 threads as against 1", name, two / one);
            figures.perSecond("get, zipfian, 1 thread", name, keys, () -> gets(engine, zipfian));
        }
        figures.note("megabytes on disk after that", name, Data.bytesIn(directory) / 1e6);
        Data.delete(directory);
    }

    private int[] zipfian(int round) {
        Zipf zipf = new Zipf(keys);
        SplittableRandom random = new SplittableRandom(round);
        int[] drawn = new int[keys];
        Arrays.setAll(drawn, _ -> (int) zipf.next(random) - 1);
        return drawn;
    }

    private void sets(String row, String name, KvEngine engine, int[] numbers) throws Exception {
        figures.perSecond(row, name, numbers.length, () -> {
            for (int number : numbers) {
                engine.set(key(number), VALUE);
            }
        });
        settle();
    }

    private static void gets(KvEngine engine, int[] numbers) throws IOException {
        for (int number : numbers) {
            Data.read(engine, number);
        }
    }

    /** All engines go on behind the last write: they compact, and write what they had kept. Each row begins at rest. */
    private static void settle() throws InterruptedException {
        Thread.sleep(SETTLE_MILLIS);
    }

    /** Each write on disk before the next of its writer. */
    private void forced(String name, int round) throws Exception {
        Path directory = root.resolve(name + "-forced" + round);
        int each = forced / 4;
        try (KvEngine engine = open(name, directory, "always")) {
            double one = figures.perSecond("set, forced, 1 writer", name, forced, () -> sets(engine, 0, forced));
            // The first writes make the JVM compile what the others run.
            inThreads(64, thread -> sets(engine, thread * each, each));
            double many = figures.perSecond(
                    "set, forced, 64 writers",
                    name,
                    64L * each,
                    () -> inThreads(64, thread -> sets(engine, thread * each, each)));
            figures.note("64 writers as against 1", name, many / one);
        }
        Data.delete(directory);
    }

    private static void sets(KvEngine engine, int from, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            engine.set(key(from + i), VALUE);
        }
    }

    /** The benchmark of the seed document: 100 writes and 1,000 reads, of 1 to 100,000 bytes each. */
    private void seed(String name, int round) throws Exception {
        Path directory = root.resolve(name + "-seed" + round);
        Random random = new Random(round);
        List<Bytes> seedKeys = new ArrayList<>();
        List<Bytes> values = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            seedKeys.add(Data.bytes(1 + random.nextInt(100_000 - 8), i));
            values.add(Data.bytes(1 + random.nextInt(100_000)));
        }
        try (KvEngine engine = open(name, directory, "never")) {
            figures.perSecond("the seed's 100 writes", name, 100, () -> {
                for (int i = 0; i < 100; i++) {
                    engine.set(seedKeys.get(i), values.get(i));
                }
            });
            figures.perSecond("the seed's 1,000 reads", name, 1_000, () -> {
                for (int i = 0; i < 1_000; i++) {
                    int at = random.nextInt(100);
                    if (!values.get(at).equals(engine.get(seedKeys.get(at)))) {
                        throw new IOException("a wrong value");
                    }
                }
            });
        }
        Data.delete(directory);
    }

    private interface ThreadWork {
        void run(int thread) throws Exception;
    }

    /**
     * Platform threads if they are few; else virtual ones, as the server has. Those keep their carriers in native code, so
     * that RocksDB sees as many at once as there are processors, and has nothing to share.
     */
    private static void inThreads(int count, ThreadWork work) throws Exception {
        try (ExecutorService threads =
                count <= 2 ? Executors.newFixedThreadPool(count) : Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                all.add(threads.submit(() -> {
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }
}
