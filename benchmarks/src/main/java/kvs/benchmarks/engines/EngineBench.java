package kvs.benchmarks.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import kvs.benchmarks.load.Zipf;
import kvs.engine.Engines;
import kvs.engine.KvEngine;
import kvs.engine.log.LogEngine;
import kvs.protocol.Bytes;
import org.HdrHistogram.Histogram;

/**
 * {@code benchmarks/run engines}: the engines of part 3 beside each other, and beside RocksDB, under the same calls.
 *
 * <p>A million keys of 16 bytes, values of 100. Rounds alternate between the engines; a table has medians. All on one
 * disk, in one process; each engine has its defaults.
 */
public final class EngineBench {
    private static final List<String> NAMES = List.of("kvs", "mvstore", "rocksdb");
    private static final int VALUE_BYTES = 100;

    private final int keys;
    private final int rounds;
    private final int forced;
    private final Path root;
    private final Bytes value = bytes(VALUE_BYTES);
    private final Engines engines = Engines.found();

    /** What was measured, by row and engine: one figure a round. */
    private final Map<String, Map<String, List<Double>>> figures = new TreeMap<>();

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
            delete(root);
        }
    }

    private void run() throws Exception {
        List<String> present =
                NAMES.stream().filter(name -> engines.names().contains(name)).toList();
        for (int round = 0; round < rounds; round++) {
            for (String name : present) {
                progress(name, round);
                unforced(name, round);
                forced(name, round);
                seed(name, round);
                if (Thread.interrupted()) {
                    System.err.println("note: " + name + " has left the thread that called it interrupted");
                }
            }
            bareForce(round);
            onlyOurs(round);
        }
        print(present);
    }

    private void progress(String name, int round) {
        System.err.printf("round %d of %d: %s%n", round + 1, rounds, name);
    }

    private KvEngine open(String name, Path directory, String fsync) throws IOException {
        return engines.open(directory, name, Map.of("fsync", fsync));
    }

    /** Sets and gets, nothing forced. */
    private void unforced(String name, int round) throws Exception {
        Path directory = root.resolve(name + round);
        try (KvEngine engine = open(name, directory, "never")) {
            int[] order = shuffled(round);
            perSecond("1 set, each key once", name, keys, () -> {
                for (int i : order) {
                    engine.set(key(i), value);
                }
            });
            perSecond("2 set, uniform", name, keys, () -> {
                SplittableRandom random = new SplittableRandom(round);
                for (int i = 0; i < keys; i++) {
                    engine.set(key(random.nextInt(keys)), value);
                }
            });
            Zipf zipf = new Zipf(keys);
            perSecond("3 set, zipfian", name, keys, () -> {
                SplittableRandom random = new SplittableRandom(round);
                for (int i = 0; i < keys; i++) {
                    engine.set(key((int) zipf.next(random) - 1), value);
                }
            });
            perSecond("4 get, uniform, 1 thread", name, keys, () -> gets(engine, new SplittableRandom(round), keys));
            perSecond(
                    "5 get, uniform, 2 threads",
                    name,
                    2L * keys,
                    () -> inThreads(2, thread -> {
                        gets(engine, new SplittableRandom(thread), keys);
                    }));
            perSecond("6 get, zipfian, 1 thread", name, keys, () -> {
                SplittableRandom random = new SplittableRandom(round);
                for (int i = 0; i < keys; i++) {
                    read(engine, (int) zipf.next(random) - 1);
                }
            });
        }
        note("megabytes on disk after that", name, bytesIn(directory) / 1e6);
        delete(directory);
    }

    private void gets(KvEngine engine, SplittableRandom random, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            read(engine, random.nextInt(keys));
        }
    }

    private static void read(KvEngine engine, int key) throws IOException {
        Bytes got = engine.get(key(key));
        if (got == null || got.length() != VALUE_BYTES) {
            throw new IOException("key " + key + " has the value " + got);
        }
    }

    /** Each write on disk before the next of its writer. */
    private void forced(String name, int round) throws Exception {
        Path directory = root.resolve(name + "-forced" + round);
        try (KvEngine engine = open(name, directory, "always")) {
            perSecond("7 set, forced, 1 writer", name, forced, () -> sets(engine, 0, forced));
            int each = forced / 4;
            perSecond(
                    "8 set, forced, 64 writers",
                    name,
                    64L * each,
                    () -> inThreads(64, thread -> {
                        sets(engine, thread * each, each);
                    }));
        }
        delete(directory);
    }

    private void sets(KvEngine engine, int from, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            engine.set(key(from + i), value);
        }
    }

    /** What the disk allows: one record written and forced, again and again. */
    private void bareForce(int round) throws Exception {
        Path file = root.resolve("bare" + round);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer record = ByteBuffer.allocateDirect(141);
            perSecond("7 set, forced, 1 writer", "write and force", forced, () -> {
                for (int i = 0; i < forced; i++) {
                    channel.write(record.clear(), 141L * i);
                    channel.force(false);
                }
            });
        }
        Files.delete(file);
    }

    /** The benchmark of the seed document: 100 writes and 1,000 reads, of 1 to 100,000 bytes each. */
    private void seed(String name, int round) throws Exception {
        Path directory = root.resolve(name + "-seed" + round);
        Random random = new Random(round);
        List<Bytes> seedKeys = new ArrayList<>();
        List<Bytes> values = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            seedKeys.add(bytes(1 + random.nextInt(100_000 - 8), i));
            values.add(bytes(1 + random.nextInt(100_000)));
        }
        try (KvEngine engine = open(name, directory, "never")) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                engine.set(seedKeys.get(i), values.get(i));
            }
            note("s1 the seed's 100 writes, ms", name, (System.nanoTime() - start) / 1e6);
            start = System.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                int at = random.nextInt(100);
                if (!values.get(at).equals(engine.get(seedKeys.get(at)))) {
                    throw new IOException("a wrong value");
                }
            }
            note("s2 the seed's 1,000 reads, ms", name, (System.nanoTime() - start) / 1e6);
        }
        delete(directory);
    }

    /** What only kvs is asked: starting, memory, and gets while it compacts. */
    private void onlyOurs(int round) throws Exception {
        Path directory = root.resolve("ours" + round);
        try (KvEngine engine = open("kvs", directory, "never")) {
            for (int i : shuffled(round)) {
                engine.set(key(i), value);
            }
        }
        long bytes = bytesIn(directory);
        deleteHints(directory);
        long before = usedHeap();
        long start = System.nanoTime();
        try (KvEngine engine = open("kvs", directory, "never")) {
            double seconds = (System.nanoTime() - start) / 1e9;
            note("start from records, MB/s", "kvs", bytes / 1e6 / seconds);
            note("start from records, keys/s", "kvs", keys / seconds);
            note("heap a key, bytes", "kvs", (usedHeap() - before) / (double) keys);
            ((LogEngine) engine).compact();
        }
        start = System.nanoTime();
        try (KvEngine engine = open("kvs", directory, "never")) {
            note("start from hints, keys/s", "kvs", keys / ((System.nanoTime() - start) / 1e9));
            gets(engine, new SplittableRandom(1), keys / 2);
            note("get while idle, p99.9 in us", "kvs", percentile(engine));
            whileCompacting((LogEngine) engine);
        }
        delete(directory);
    }

    /** Everything is overwritten, again and again, so that there is always something to compact. */
    private void whileCompacting(LogEngine engine) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        long written = 0;
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<Long> writing = writer.submit(() -> {
                long sets = 0;
                SplittableRandom random = new SplittableRandom(3);
                while (!done.get()) {
                    engine.set(key(random.nextInt(keys)), value);
                    sets++;
                }
                return sets;
            });
            note("get under sets and compaction, p99.9 in us", "kvs", percentile(engine));
            done.set(true);
            written = writing.get();
        }
        note("sets meanwhile", "kvs", written);
    }

    private double percentile(KvEngine engine) throws IOException {
        Histogram histogram = new Histogram(3);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < keys; i++) {
            long start = System.nanoTime();
            read(engine, random.nextInt(keys));
            histogram.recordValue(System.nanoTime() - start);
        }
        return histogram.getValueAtPercentile(99.9) / 1e3;
    }

    private interface Work {
        void run() throws Exception;
    }

    private interface ThreadWork {
        void run(int thread) throws Exception;
    }

    private void perSecond(String row, String name, long count, Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        note(row, name, count / ((System.nanoTime() - start) / 1e9));
    }

    private static void inThreads(int count, ThreadWork work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
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

    private void note(String row, String name, double figure) {
        figures.computeIfAbsent(row, _ -> new TreeMap<>())
                .computeIfAbsent(name, _ -> new ArrayList<>())
                .add(figure);
    }

    private void print(List<String> present) {
        System.out.printf(
                "%nkeys: %,d of 16 bytes, values of %d bytes; medians of %d rounds%n%n", keys, VALUE_BYTES, rounds);
        System.out.println(
                "| a second | " + String.join(" | ", present) + " | write and force | kvs / mvstore | kvs / rocksdb |");
        System.out.println("|---|" + "---:|".repeat(present.size() + 3));
        figures.forEach((row, byName) -> {
            StringBuilder line = new StringBuilder("| " + row.replaceFirst("^s?\\d ", "") + " |");
            for (String name : present) {
                line.append(cell(byName, name));
            }
            line.append(cell(byName, "write and force"));
            line.append(ratio(byName, "mvstore")).append(ratio(byName, "rocksdb"));
            System.out.println(line);
        });
    }

    private static String cell(Map<String, List<Double>> byName, String name) {
        return byName.containsKey(name) ? String.format(Locale.ROOT, " %,.1f |", median(byName.get(name))) : " |";
    }

    private static String ratio(Map<String, List<Double>> byName, String other) {
        return byName.containsKey(other) && byName.containsKey("kvs")
                ? String.format(Locale.ROOT, " %.2f |", median(byName.get("kvs")) / median(byName.get(other)))
                : " |";
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    /** The numbers of all keys, in an order of this round's. */
    private int[] shuffled(int round) {
        int[] order = new int[keys];
        SplittableRandom random = new SplittableRandom(round);
        for (int i = 0; i < keys; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** 16 bytes; neighbours by number are not neighbours by key. */
    private static Bytes key(int number) {
        byte[] key = new byte[16];
        ByteBuffer.wrap(key).putLong(number * 0x9E3779B97F4A7C15L).putLong(number);
        return Bytes.copyOf(key, 0, key.length);
    }

    private static Bytes bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return Bytes.copyOf(bytes, 0, length);
    }

    /** With a number in front, so that no two are the same. */
    private static Bytes bytes(int length, int number) {
        byte[] bytes = new byte[length + 4];
        new Random(length).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(number);
        return Bytes.copyOf(bytes, 0, bytes.length);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long bytesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static void deleteHints(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files.filter(one -> one.toString().endsWith(".hint"))::iterator) {
                Files.delete(file);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
