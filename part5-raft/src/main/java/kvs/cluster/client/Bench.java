package kvs.cluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A closed-loop measurement: each client sends its next request after the answer to the one before. For open-loop loads
 * and histograms there is {@code kvs-bench}.
 *
 * @param valueBytes of each value
 * @param readPercent of the requests
 */
record Bench(int valueBytes, int readPercent) {
    private static final int KEYS = 10_000;

    /** For all clients together, of reads and of writes each; above it, a random choice stays. */
    private static final int MAX_SAMPLES = 1 << 20;

    /**
     * The result.
     *
     * @param seconds from the first request to the last answer
     * @param failed calls that ended without an answer
     * @param firstFailure null if there was none
     */
    record Report(
            Samples writes,
            Samples reads,
            double seconds,
            long failed,
            @Nullable ClusterException firstFailure) {
        long answered() {
            return writes.count + reads.count;
        }

        String text() {
            return line("writes", writes) + line("reads", reads) + failures();
        }

        private String line(String what, Samples samples) {
            if (samples.count == 0) {
                return "";
            }
            return String.format(
                    Locale.ROOT,
                    "%s: %d in %.1f s, %.0f/s, p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                    what,
                    samples.count,
                    seconds,
                    samples.count / seconds,
                    samples.percentile(50) / 1e6,
                    samples.percentile(99) / 1e6,
                    samples.max / 1e6);
        }

        private String failures() {
            return firstFailure == null
                    ? ""
                    : failed + " calls failed; the first: " + firstFailure.getMessage() + System.lineSeparator();
        }
    }

    /** Times of calls in nanoseconds: all of them up to a number, and a fair choice above it. */
    static final class Samples {
        private long[] kept = new long[1024];
        private final int limit;
        private final SplittableRandom random = new SplittableRandom(1);
        private long count;
        private long max;

        Samples(int limit) {
            this.limit = limit;
        }

        void add(long nanos) {
            long at = count < limit ? count : random.nextLong(count + 1);
            count++;
            max = Math.max(max, nanos);
            if (at < limit) {
                if (at >= kept.length) {
                    kept = Arrays.copyOf(kept, Math.min(limit, 2 * kept.length));
                }
                kept[(int) at] = nanos;
            }
        }

        /** Returns samples that stand for those of all {@code parts}, each of which has the same limit. */
        static Samples joined(List<Samples> parts) {
            Samples all = new Samples(MAX_SAMPLES);
            all.kept = parts.stream().flatMapToLong(Samples::stream).toArray();
            all.count = parts.stream().mapToLong(part -> part.count).sum();
            all.max = parts.stream().mapToLong(part -> part.max).max().orElse(0);
            Arrays.sort(all.kept);
            return all;
        }

        private LongStream stream() {
            return Arrays.stream(kept, 0, (int) Math.min(count, limit));
        }

        long count() {
            return count;
        }

        long percentile(int percent) {
            int rank = (int) Math.ceil(kept.length * percent / 100.0);
            return kept[Math.max(0, rank - 1)];
        }
    }

    /** A client, and what it has measured. */
    private final class Worker implements Runnable {
        private final ClusterClient client;
        private final AtomicLong left;
        private final long ends;
        private final SplittableRandom random;
        private final Samples writes;
        private final Samples reads;
        private long failed;
        private @Nullable ClusterException firstFailure;

        Worker(ClusterClient client, int number, int clients, AtomicLong left, long ends) {
            this.client = client;
            this.left = left;
            this.ends = ends;
            this.random = new SplittableRandom(number);
            this.writes = new Samples(Math.max(1, MAX_SAMPLES / clients));
            this.reads = new Samples(Math.max(1, MAX_SAMPLES / clients));
        }

        @Override
        public void run() {
            Bytes value = Bytes.utf8("v".repeat(valueBytes));
            while (System.nanoTime() - ends < 0 && left.getAndDecrement() > 0) {
                Bytes key = Bytes.utf8("bench-" + random.nextInt(KEYS));
                boolean isRead = random.nextInt(100) < readPercent;
                long start = System.nanoTime();
                try {
                    if (isRead) {
                        client.get(key);
                    } else {
                        client.set(key, value);
                    }
                    (isRead ? reads : writes).add(System.nanoTime() - start);
                } catch (ClusterException e) {
                    failed++;
                    firstFailure = firstFailure == null ? e : firstFailure;
                    if (e instanceof RejectedException) {
                        return;
                    }
                }
            }
        }
    }

    /** Measures until {@code requests} were made or {@code time} is over, plus the time of the last calls. */
    Report run(Supplier<ClusterClient> connect, int clients, long requests, Duration time) throws InterruptedException {
        AtomicLong left = new AtomicLong(requests);
        List<ClusterClient> opened = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                opened.add(connect.get());
            }
            long start = System.nanoTime();
            List<Worker> workers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Worker worker = new Worker(opened.get(i), i, clients, left, start + time.toNanos());
                workers.add(worker);
                threads.add(Thread.ofVirtual().name("kvs-bench " + i).start(worker));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return report(workers, (System.nanoTime() - start) / 1e9);
        } finally {
            opened.forEach(ClusterClient::close);
        }
    }

    private static Report report(List<Worker> workers, double seconds) {
        return new Report(
                Samples.joined(workers.stream().map(worker -> worker.writes).toList()),
                Samples.joined(workers.stream().map(worker -> worker.reads).toList()),
                seconds,
                workers.stream().mapToLong(worker -> worker.failed).sum(),
                workers.stream()
                        .map(worker -> worker.firstFailure)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }
}
