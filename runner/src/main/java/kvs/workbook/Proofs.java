package kvs.workbook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kvs.workbook.check.Checker;
import kvs.workbook.course.Course;
import kvs.workbook.course.Part;
import org.jspecify.annotations.Nullable;

/**
 * Runs proofs of all parts from one queue, in two workers for each processor: while one starts or ends, another
 * computes. Each thread keeps its worker as long as the proofs are of one part. A proof that the record has is not run again.
 */
final class Proofs {
    private static final int WORKERS_PER_PROCESSOR = 2;

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
        int workers = Math.min(WORKERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(), toRun.size());
        if (workers > 0) {
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

    private void run(Iterator<Queued> queue, int workers) throws WorkbookException, IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<Future<@Nullable Void>> ends = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                ends.add(threads.submit(() -> work(queue)));
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
