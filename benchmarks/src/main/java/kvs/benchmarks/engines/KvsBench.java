package kvs.benchmarks.engines;

import static kvs.benchmarks.engines.Data.VALUE;
import static kvs.benchmarks.engines.Data.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import kvs.engine.KvEngine;
import kvs.engine.log.Fsync;
import kvs.engine.log.LogEngine;
import kvs.engine.log.LogEngineOptions;
import kvs.index.KeyIndex;
import kvs.io.RealDisk;
import org.HdrHistogram.Histogram;

/** What only {@code kvs} is asked, with one index or another: starting, memory, forces, and gets while it compacts. */
final class KvsBench {
    /** A record of a key of 16 bytes and a value of 100. */
    private static final int RECORD_BYTES = 141;

    private final Figures figures;
    private final Path root;
    private final int keys;
    private final String name;
    private final Supplier<KeyIndex> index;

    KvsBench(Figures figures, Path root, int keys, String name, Supplier<KeyIndex> index) {
        this.figures = figures;
        this.root = root;
        this.keys = keys;
        this.name = name;
        this.index = index;
    }

    private LogEngine open(Path directory, Fsync fsync) throws IOException {
        return open(directory, LogEngineOptions.defaults().withFsync(fsync));
    }

    private LogEngine open(Path directory, LogEngineOptions options) throws IOException {
        return LogEngine.open(new RealDisk(), directory, options, index.get());
    }

    void run(int round, int forced) throws Exception {
        Path directory = root.resolve("alone" + round);
        fill(directory, round);
        startFromRecords(directory);
        startFromHints(directory);
        Data.delete(directory);
        againstBareForces(round, forced);
    }

    private void fill(Path directory, int round) throws IOException {
        try (KvEngine engine = open(directory, Fsync.NEVER)) {
            for (int i : Data.shuffled(keys, round)) {
                engine.set(key(i), VALUE);
            }
        }
    }

    private void startFromRecords(Path directory) throws IOException {
        Data.delete(directory, file -> file.toString().endsWith(".hint"));
        long bytes = Data.bytesIn(directory);
        long before = usedHeap();
        long started;
        long set;
        long start = System.nanoTime();
        try (LogEngine engine = open(directory, Fsync.NEVER)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            figures.note("start from records, MB/s", name, bytes / 1e6 / seconds);
            figures.note("start from records, keys/s", name, keys / seconds);
            // Writes the hints, for which it needs memory for a moment.
            engine.compact();
            started = usedHeap();
            for (int i = 0; i < keys; i++) {
                engine.set(key(i), VALUE);
            }
            engine.compact();
            set = usedHeap();
        }
        // Either can be too much: the engines before this one may leave something only now, and so may this one.
        long without = Math.min(before, usedHeap());
        figures.note("heap a key after that, bytes", name, (started - without) / (double) keys);
        figures.note("heap a key after a set of each, bytes", name, (set - without) / (double) keys);
    }

    private void startFromHints(Path directory) throws Exception {
        long start = System.nanoTime();
        try (LogEngine engine = open(directory, Fsync.NEVER)) {
            figures.note("start from hints, keys/s", name, keys / ((System.nanoTime() - start) / 1e9));
            Data.gets(engine, new SplittableRandom(1), keys, keys / 2);
        }
        // It compacts when it is told to.
        LogEngineOptions options =
                LogEngineOptions.defaults().withFsync(Fsync.NEVER).withAutoCompact(false);
        try (LogEngine engine = open(directory, options)) {
            figures.note("get, p99.9 in us", name, percentile(engine, () -> false));
            sets(engine, 3 * keys);
            whileCompacting(engine);
        }
        try (LogEngine engine = open(directory, Fsync.NEVER)) {
            sets(engine, 5 * keys);
            engine.compact();
            figures.note(
                    "bytes written for a byte set, with compaction",
                    name,
                    engine.stats().writeAmplification());
        }
    }

    private void sets(KvEngine engine, int count) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < count; i++) {
            engine.set(key(random.nextInt(keys)), VALUE);
        }
    }

    /** As long as it takes. */
    private void whileCompacting(LogEngine engine) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> compacting = thread.submit(() -> {
                engine.compact();
                return null;
            });
            figures.note("get under compaction, p99.9 in us", name, percentile(engine, compacting::isDone));
            compacting.get();
        }
    }

    /** Of as many gets as there are keys, or before {@code over}. */
    private double percentile(KvEngine engine, BooleanSupplier over) throws IOException {
        Histogram histogram = new Histogram(3);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < keys && !over.getAsBoolean(); i++) {
            long start = System.nanoTime();
            Data.read(engine, random.nextInt(keys));
            histogram.recordValue(System.nanoTime() - start);
        }
        return histogram.getValueAtPercentile(99.9) / 1e3;
    }

    /**
     * One writer that waits for each force, and the same with nothing around it: a record written at the end of a file, and
     * forced. In turns, a write each, as the disk has good and bad seconds.
     */
    private void againstBareForces(int round, int forced) throws Exception {
        Path directory = root.resolve("forced" + round);
        Path file = root.resolve("bare" + round);
        long ours = 0;
        long bare = 0;
        try (KvEngine engine = open(directory, Fsync.ALWAYS);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
            for (int i = 0; i < forced; i++) {
                long start = System.nanoTime();
                engine.set(key(i), VALUE);
                long between = System.nanoTime();
                channel.write(record.clear(), (long) RECORD_BYTES * i);
                channel.force(false);
                bare += System.nanoTime() - between;
                ours += between - start;
            }
        }
        figures.note("set, forced, in us", name, ours / 1e3 / forced);
        figures.note("a bare write and force in turns with it, in us", name, bare / 1e3 / forced);
        figures.note("the one by the other", name, (double) ours / bare);
        Data.delete(directory);
        Files.delete(file);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
