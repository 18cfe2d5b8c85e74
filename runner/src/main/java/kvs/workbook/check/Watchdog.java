package kvs.workbook.check;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run that does not end by itself. One for each run, on a thread of its own.
 *
 * <p>It looks a few times a second. What counts is the processor time of each thread since the test began, so a
 * machine that is slow or busy does not make an endless loop of honest code. Time in which it did not look, as when
 * the machine slept, does not count as waiting either.
 */
final class Watchdog implements AutoCloseable {

    private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SHORTEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Narrator narrator;
    private final LastWord lastWord;
    private final Limits limits;
    private final Set<String> overlay;
    private final Thread tests;
    private final long lookNanos;
    private final CountDownLatch closed = new CountDownLatch(1);

    Watchdog(Narrator narrator, LastWord lastWord, Limits limits, Set<String> overlay, Thread tests) {
        this.narrator = narrator;
        this.lastWord = lastWord;
        this.limits = limits;
        this.overlay = overlay;
        this.tests = tests;
        long shortest = Math.min(limits.cpuPerTest().toNanos(), limits.quiet().toNanos());
        lookNanos = Math.clamp(shortest / 8, SHORTEST_LOOK_NANOS, LONGEST_LOOK_NANOS);
        Thread thread = new Thread(this::watch, "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch() {
        try {
            // The first look comes late, so that a short run does not load the management classes at all.
            if (!closed.await(lookNanos, TimeUnit.NANOSECONDS)) {
                watchClosely(ManagementFactory.getThreadMXBean());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchClosely(ThreadMXBean threads) throws InterruptedException {
        long changes = -1;
        Map<Long, Long> cpuAtStart = Map.of();
        long silentNanos = 0;
        long quietNanos = 0;
        long cpuAtQuiet = 0;
        long lookedAt = System.nanoTime();
        do {
            Map<Long, Long> cpu = cpuNanos(threads);
            long total = cpu.values().stream().mapToLong(Long::longValue).sum();
            long now = System.nanoTime();
            long passed = Math.min(now - lookedAt, 4 * lookNanos);
            lookedAt = now;

            // Something happened: a new test, so a new account.
            if (changes != narrator.changes()) {
                changes = narrator.changes();
                cpuAtStart = cpu;
                cpuAtQuiet = total;
                silentNanos = 0;
                quietNanos = 0;
                continue;
            }
            silentNanos += passed;
            quietNanos += passed;

            // A thread that works and works.
            for (Map.Entry<Long, Long> thread : cpu.entrySet()) {
                long used = thread.getValue() - cpuAtStart.getOrDefault(thread.getKey(), 0L);
                if (used >= limits.cpuPerTest().toNanos()) {
                    lastWord.say(
                            Event.Dying.Kind.ENDLESS_LOOP, stack(threads, thread.getKey()), Duration.ofNanos(used));
                }
            }
            // A whole span with less than a hundredth of it worked: waiting. The rest is a test that is slow.
            if (quietNanos >= limits.quiet().toNanos()) {
                if (total - cpuAtQuiet < quietNanos / 100) {
                    sayBlocked(silentNanos);
                }
                quietNanos = 0;
                cpuAtQuiet = total;
            }
            // A loop of short sleeps works more than that, and still gets nowhere.
            if (silentNanos >= limits.silence().toNanos()) {
                sayBlocked(silentNanos);
            }
        } while (!closed.await(lookNanos, TimeUnit.NANOSECONDS));
    }

    private void sayBlocked(long nanos) {
        lastWord.say(Event.Dying.Kind.BLOCKED, LastWord.learners(overlay, tests), Duration.ofNanos(nanos));
    }

    /** By thread id, of every thread but this one. */
    private static Map<Long, Long> cpuNanos(ThreadMXBean threads) {
        Map<Long, Long> cpu = new HashMap<>();
        long self = Thread.currentThread().threadId();
        for (long id : threads.getAllThreadIds()) {
            long nanos = id == self ? -1 : threads.getThreadCpuTime(id);
            if (nanos >= 0) {
                cpu.put(id, nanos);
            }
        }
        return cpu;
    }

    private static Stack stack(ThreadMXBean threads, long id) {
        ThreadInfo info = threads.getThreadInfo(id, Integer.MAX_VALUE);
        return info == null ? Stack.NONE : Stack.of(info.getStackTrace());
    }
}
