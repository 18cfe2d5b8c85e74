package kvs.benchmarks.load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * What a loop has seen since the end of the warm-up. Written by the loop alone; {@link #answered} may be read beside it,
 * all else when the loop has ended.
 */
final class Tally {
    /** Longer than any answer is waited for, so that every latency fits. */
    private static final long HIGHEST_NANOS = Loop.STALLED.multipliedBy(4).toNanos();

    private static final int SIGNIFICANT_DIGITS = 3;

    /** Of each answer, in nanoseconds. */
    final Histogram latency = new Histogram(HIGHEST_NANOS, SIGNIFICANT_DIGITS);

    /** All answers, those of the warm-up too: for the progress line. */
    final AtomicLong answered = new AtomicLong();

    long found;
    long absent;
    long stored;
    long errors;

    /** Errors of the warm-up, and those that nothing had been asked for. */
    long otherErrors;

    /** What the first error said; empty if there was none. */
    String firstError = "";

    /** When the first batch that counts was begun, and when the last answer that counts came; nanoTime. */
    long firstNanos = Long.MAX_VALUE;

    long lastNanos = Long.MIN_VALUE;

    /** What this thread spent on a processor in that time. */
    long busyNanos;

    void error(String message, boolean counts) {
        if (errors + otherErrors == 0) {
            firstError = message;
        }
        if (counts) {
            errors++;
        } else {
            otherErrors++;
        }
    }

    void record(long nanos) {
        latency.recordValue(Math.min(nanos, HIGHEST_NANOS));
    }

    void add(Tally other) {
        latency.add(other.latency);
        answered.addAndGet(other.answered.get());
        found += other.found;
        absent += other.absent;
        stored += other.stored;
        firstError = firstError.isEmpty() ? other.firstError : firstError;
        errors += other.errors;
        otherErrors += other.otherErrors;
        firstNanos = Math.min(firstNanos, other.firstNanos);
        lastNanos = Math.max(lastNanos, other.lastNanos);
        busyNanos += other.busyNanos;
    }
}
