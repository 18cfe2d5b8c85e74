package kvs.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Runs seed after seed, until a rule is broken. Seeds are independent, and are shared out among threads. */
final class Hunt {
    /** Every such seed is run twice: the hashes must be the same. */
    private static final int TWICE = 50;

    private final long from;
    private final BooleanSupplier isOver;
    private final LongConsumer progress;
    private final AtomicLong next;
    /** The lowest seed that broke a rule so far, or the end. */
    private final AtomicLong lowestBroken;

    /**
     * @param seeds how many, from {@code from} on
     * @param isOver asked before each seed: whether to stop
     * @param progress told the number of seeds that are done, from any thread
     */
    Hunt(long from, long seeds, BooleanSupplier isOver, LongConsumer progress) {
        this.from = from;
        this.isOver = isOver;
        this.progress = progress;
        this.next = new AtomicLong(from);
        this.lowestBroken = new AtomicLong(from + seeds);
    }

    /**
     * What a hunt found.
     *
     * @param seeds how many were run
     * @param broken the outcome of the lowest seed that broke a rule, or null
     */
    record Report(
            long seeds,
            long steps,
            long micros,
            Sightings sightings,
            @Nullable Outcome broken) {}

    Report run(int threads) throws InterruptedException {
        List<Report> reports = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            List<Future<Report>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(workers.submit(this::work));
            }
            for (Future<Report> each : running) {
                reports.add(each.get());
            }
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("a thread of the hunt failed: " + e.getCause(), e);
        }
        return joined(reports);
    }

    private Report work() {
        Sightings sightings = new Sightings();
        long done = 0;
        long steps = 0;
        long micros = 0;
        Outcome broken = null;
        while (!isOver.getAsBoolean()) {
            long seed = next.getAndIncrement();
            if (seed >= lowestBroken.get()) {
                break;
            }
            Outcome outcome = runSeed(seed);
            done++;
            steps += outcome.steps();
            micros += outcome.micros();
            sightings.add(outcome.sightings());
            progress.accept(next.get() - from);
            if (outcome.violation() != null) {
                broken = outcome;
                lowestBroken.accumulateAndGet(seed, Math::min);
                break;
            }
        }
        return new Report(done, steps, micros, sightings, broken);
    }

    /** Runs one seed; one of many twice. */
    static Outcome runSeed(long seed) {
        Outcome outcome = Simulation.run(PlanDraw.draw(seed), Trace.OFF);
        if (seed % TWICE == 0 && outcome.violation() == null) {
            Outcome again = Simulation.run(PlanDraw.draw(seed), Trace.OFF);
            if (again.hash() != outcome.hash()) {
                return outcome.brokenBy(new Violation(
                        Rule.DETERMINISM,
                        "two runs differ: their hashes are " + Long.toHexString(outcome.hash()) + " and "
                                + Long.toHexString(again.hash()),
                        List.of()));
            }
        }
        return outcome;
    }

    private static Report joined(List<Report> reports) {
        Sightings sightings = new Sightings();
        long seeds = 0;
        long steps = 0;
        long micros = 0;
        Outcome broken = null;
        for (Report report : reports) {
            seeds += report.seeds;
            steps += report.steps;
            micros += report.micros;
            sightings.add(report.sightings);
            Outcome other = report.broken;
            if (other != null
                    && (broken == null || other.plan().seed() < broken.plan().seed())) {
                broken = other;
            }
        }
        return new Report(seeds, steps, micros, sightings, broken);
    }
}
