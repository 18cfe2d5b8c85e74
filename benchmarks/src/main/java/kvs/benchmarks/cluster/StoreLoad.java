package kvs.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/**
 * A load on a {@link Store}, as a program of two kinds.
 *
 * <pre>
 *   set|get CLIENTS SECONDS    that many callers, each of which waits for its answer before it asks again
 *   probe                      one caller that writes without a pause; the standard input asks for its longest gap
 * </pre>
 *
 * <p>The first prints a line: requests per second, the median and the 99th percentile in milliseconds, and the share of
 * one core that this process used.
 */
public final class StoreLoad {
    private static final int KEYS = 100_000;
    private static final int VALUE_BYTES = 64;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final int MAX_FAILURES = 1000;

    private final Store store;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong failures = new AtomicLong();

    private StoreLoad(Store store) {
        this.store = store;
    }

    /** Runs the load that {@code words} name, and prints what was measured. */
    public static void run(Store store, List<String> words) throws InterruptedException, IOException {
        StoreLoad load = new StoreLoad(store);
        if (words.getFirst().equals("probe")) {
            load.probe();
        } else {
            load.measure(
                    words.getFirst().equals("get"), Integer.parseInt(words.get(1)), Double.parseDouble(words.get(2)));
        }
    }

    private void measure(boolean reads, int clients, double seconds) throws InterruptedException {
        long start = System.nanoTime() + WARM_UP_NANOS;
        long end = start + (long) (seconds * 1e9);
        List<Histogram> measured = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Histogram histogram = new Histogram(3);
            SplittableRandom random = new SplittableRandom(i);
            measured.add(histogram);
            threads.add(Thread.ofVirtual().start(() -> call(reads, random, histogram, start, end)));
        }
        Thread.sleep(WARM_UP_NANOS / 1_000_000);
        long cpu = cpuNanos();
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        double busy = (cpuNanos() - cpu) / 1e9 / took;
        Histogram all = new Histogram(3);
        measured.forEach(all::add);
        if (failures.get() > 0) {
            System.err.println(failures + " calls failed; the first: " + failure.get());
        }
        System.out.printf(
                Locale.ROOT,
                "%.1f %.4f %.4f %.3f%n",
                all.getTotalCount() / took,
                all.getValueAtPercentile(50) / 1e6,
                all.getValueAtPercentile(99) / 1e6,
                busy);
    }

    private void call(boolean reads, SplittableRandom random, Histogram histogram, long start, long end) {
        byte[] value = new byte[VALUE_BYTES];
        long before = System.nanoTime();
        while (before < end && failures.get() < MAX_FAILURES) {
            try {
                if (reads) {
                    store.get(key(random));
                } else {
                    random.nextBytes(value);
                    store.set(key(random), value.clone());
                }
            } catch (Exception e) {
                failures.incrementAndGet();
                failure.compareAndSet(null, e);
                before = System.nanoTime();
                continue;
            }
            long after = System.nanoTime();
            if (before >= start) {
                histogram.recordValue(after - before);
            }
            before = after;
        }
    }

    private static byte[] key(SplittableRandom random) {
        // Not by String.format: the nodes share the processors with the load, and lack what it spends.
        byte[] key = "key0000000000000".getBytes(StandardCharsets.ISO_8859_1);
        for (int number = random.nextInt(KEYS), i = key.length - 1; number > 0; number /= 10, i--) {
            key[i] = (byte) ('0' + number % 10);
        }
        return key;
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    // ---- the probe

    /** What the probing caller has seen; guarded by this. */
    private static final class Gaps {
        private long lastAnswer = System.nanoTime();
        private long longest;
        private long writes;
        private long lastBegun;

        /** Notes an acknowledged write that began at {@code begun}. */
        synchronized void answered(long begun) {
            long now = System.nanoTime();
            longest = Math.max(longest, now - lastAnswer);
            lastAnswer = now;
            lastBegun = begun;
            writes++;
            notifyAll();
        }

        synchronized void restart() {
            longest = 0;
        }

        /** Waits for a write that begins from now on, at most 30 seconds; returns the longest gap in milliseconds. */
        synchronized double longestUntilNow() throws InterruptedException {
            long asked = System.nanoTime();
            while (lastBegun < asked) {
                long left = 30_000 - (System.nanoTime() - asked) / 1_000_000;
                if (left <= 0) {
                    return Double.POSITIVE_INFINITY;
                }
                wait(left);
            }
            return longest / 1e6;
        }
    }

    /**
     * Writes without a pause. For each line of the standard input: {@code mark} forgets the gaps so far; {@code longest}
     * waits for a write that begins after it, and prints the longest gap since the mark, in milliseconds.
     */
    private void probe() throws IOException, InterruptedException {
        Gaps gaps = new Gaps();
        Thread.ofPlatform().daemon().start(() -> {
            SplittableRandom random = new SplittableRandom(1);
            byte[] value = new byte[VALUE_BYTES];
            while (true) {
                long begun = System.nanoTime();
                try {
                    store.set(key(random), value);
                    gaps.answered(begun);
                } catch (Exception e) {
                    failure.set(e);
                }
            }
        });
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("mark")) {
                gaps.longestUntilNow();
                gaps.restart();
                System.out.println("marked");
            } else {
                System.out.printf(Locale.ROOT, "%.2f%n", gaps.longestUntilNow());
            }
        }
    }
}
