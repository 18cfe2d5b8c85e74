package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import kvs.workbook.check.Checker;
import kvs.workbook.course.Course;
import kvs.workbook.course.Part;
import org.jspecify.annotations.Nullable;

/**
 * Runs proofs of all parts from one queue, in up to two workers for each processor: while one starts or ends, another
 * computes. Each thread keeps its worker as long as the proofs are of one part. A proof that the record has is not run again.
 */
final class Proofs {
    private static final int WORKERS_PER_PROCESSOR = 2;

    /** A worker costs more to start than a few proofs cost in one that is warm. */
    private static final int PROOFS_PER_WORKER = 4;

    /** From here on, the workers that start during the proofs of a part cost more than a cache for them. */
    private static final int PROOFS_PER_CACHE = 50;

    private record Queued(Part part, Proof proof) {}

    private final Course course;
    private final Layout layout;
    private final ProofRecord record;

    Proofs(Course course, Layout layout, ProofRecord record) {
        this.course = course;
        this.layout = layout;
        this.record = record;
    }

    /** Runs all proofs of these parts and has each part draw its conclusions. */
    void run(List<CourseProof> parts) throws WorkbookException, IOException, InterruptedException {
        List<Queued> toRun = new ArrayList<>();
        for (CourseProof part : parts) {
            Checker.Course finished = layout.finished(course, part.part());
            ProofRecord.Inputs inputs = record.inputs(finished);
            for (Proof proof : part.proofs()) {
                Optional<Findings> earlier = record.find(inputs, proof);
                if (earlier.isPresent()) {
                    proof.recall(earlier.get());
                } else {
                    toRun.add(new Queued(part.part(), proof));
                }
            }
        }
        int workers = Math.min(
                WORKERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                Math.ceilDiv(toRun.size(), PROOFS_PER_WORKER));
        if (workers > 0) {
            train(toRun, workers);
            run(toRun.iterator(), workers);
        }
        for (CourseProof part : parts) {
            ProofRecord.Inputs inputs = record.inputs(layout.finished(course, part.part()));
            for (Proof proof : part.proofs()) {
                record.add(inputs, proof);
            }
            part.conclude();
        }
        record.tidy();
    }

    /** Makes the caches that workers start faster with, where there are none and many proofs are to be run. */
    private void train(List<Queued> toRun, int threads) throws WorkbookException, IOException, InterruptedException {
        Map<Part, Long> proofs =
                toRun.stream().collect(Collectors.groupingBy(Queued::part, LinkedHashMap::new, Collectors.counting()));
        List<Callable<@Nullable Void>> trainings = new ArrayList<>();
        for (Part part : proofs.keySet()) {
            if (proofs.getOrDefault(part, 0L) >= PROOFS_PER_CACHE && !WarmUp.isTrained(layout, part)) {
                trainings.add(() -> {
                    WarmUp.train(course, layout, part);
                    return null;
                });
            }
        }
        if (!trainings.isEmpty()) {
            Files.createDirectories(layout.cache());
            runAll(trainings, threads);
        }
    }

    private void run(Iterator<Queued> queue, int workers) throws WorkbookException, IOException, InterruptedException {
        runAll(Collections.nCopies(workers, () -> work(queue)), workers);
    }

    private static void runAll(List<Callable<@Nullable Void>> tasks, int most)
            throws WorkbookException, IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(most)) {
            List<Future<@Nullable Void>> ends = new ArrayList<>();
            for (Callable<@Nullable Void> task : tasks) {
                ends.add(threads.submit(task));
            }
            for (Future<@Nullable Void> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case WorkbookException broken -> throw broken;
                case IOException failed -> throw failed;
                case InterruptedException _ -> throw new InterruptedException("a proof was interrupted");
                case null, default -> throw new IllegalStateException("a proof failed", e.getCause());
            }
        }
    }

    private @Nullable Void work(Iterator<Queued> queue) throws WorkbookException, IOException, InterruptedException {
        Part part = null;
        Checker checker = null;
        try {
            for (Optional<Queued> next = next(queue); next.isPresent(); next = next(queue)) {
                Part its = next.get().part();
                if (checker == null || its != part) {
                    if (checker != null) {
                        checker.close();
                    }
                    checker = new Checker(layout.worker(its));
                    part = its;
                }
                next.get().proof().run(checker, layout.finished(course, its));
            }
            return null;
        } catch (WorkbookException | IOException | InterruptedException | RuntimeException e) {
            // The other threads end after the proof in hand, so that the failure is said at once.
            drop(queue);
            throw e;
        } finally {
            if (checker != null) {
                checker.close();
            }
        }
    }

    private static void drop(Iterator<Queued> queue) {
        synchronized (queue) {
            queue.forEachRemaining(_ -> {});
        }
    }

    private static Optional<Queued> next(Iterator<Queued> queue) {
        synchronized (queue) {
            return queue.hasNext() ? Optional.of(queue.next()) : Optional.empty();
        }
    }
}
