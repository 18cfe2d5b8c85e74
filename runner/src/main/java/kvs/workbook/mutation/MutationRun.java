package kvs.workbook.mutation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kvs.workbook.check.CheckResult;
import kvs.workbook.check.Checker;
import kvs.workbook.check.JvmCommand;
import kvs.workbook.check.Limits;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.Mistake;
import kvs.workbook.course.Slashes;

/** Runs the tests of exercises on mutants, in several workers at once. Belongs to one thread. */
public final class MutationRun implements AutoCloseable {

    /** A test that hardly does anything may take this long all the same. */
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(3);

    /** A mutant may take longer than the original, but not by more than this factor. */
    private static final int PATIENCE = 5;

    private final Checker.Course course;
    private final List<Checker> all = new ArrayList<>();
    private final BlockingQueue<Checker> free;
    private final ExecutorService threads;

    /**
     * Starts the workers.
     *
     * @param course the finished part, and its tests
     * @throws IOException when no JVM starts
     */
    public MutationRun(JvmCommand command, Checker.Course course, int workers) throws IOException {
        this.course = course;
        this.free = new ArrayBlockingQueue<>(workers);
        this.threads = Executors.newFixedThreadPool(workers);
        for (int i = 0; i < workers; i++) {
            all.add(new Checker(command));
        }
        free.addAll(all);
    }

    /**
     * Returns those of the mutants with which all tests of the exercise pass.
     *
     * @throws CourseException when the tests do not pass on the finished code
     */
    public Set<Mutation> survivors(Exercise exercise, Mutants mutants, List<Mutation> mutations)
            throws CourseException, IOException, InterruptedException {
        Checker.Selection tests = Checker.Selection.tag(exercise.id().toString());
        Limits limits = limits(exercise, tests);
        return passing(
                mutations,
                (mutation, checker) -> checker.checkUntilFailure(mutants.changed(mutation), course, tests, limits));
    }

    /**
     * Returns those of the mistakes with which all tests of the exercise pass.
     *
     * @throws CourseException when the tests do not pass on the finished code
     */
    public Set<Mistake> survivors(Exercise exercise, List<Mistake> mistakes)
            throws CourseException, IOException, InterruptedException {
        Checker.Selection tests = Checker.Selection.tag(exercise.id().toString());
        limits(exercise, tests);
        return passing(mistakes, (mistake, checker) -> {
            Path target = mistake.target();
            // Below src/main/java.
            String path = Slashes.of(target.subpath(3, target.getNameCount()));
            return checker.check(Map.of(path, mistake.source()), course, tests, Limits.DEFAULT, _ -> {})
                    .result();
        });
    }

    @FunctionalInterface
    private interface Trial<T> {
        CheckResult of(T faulty, Checker checker) throws IOException, InterruptedException;
    }

    /** Tries all of them, each in the next worker that is free. */
    private <T> Set<T> passing(List<T> faulty, Trial<T> trial) throws IOException, InterruptedException {
        List<Future<CheckResult>> results = new ArrayList<>();
        for (T program : faulty) {
            results.add(threads.submit(() -> {
                Checker checker = free.take();
                try {
                    return trial.of(program, checker);
                } finally {
                    free.add(checker);
                }
            }));
        }
        Set<T> passing = new HashSet<>();
        for (int i = 0; i < results.size(); i++) {
            if (passed(value(results.get(i)))) {
                passing.add(faulty.get(i));
            }
        }
        return passing;
    }

    private static boolean passed(CheckResult result) {
        return result instanceof CheckResult.Ran ran && ran.passed();
    }

    private static <T> T value(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IOException("the tests could not be run: " + e.getCause(), e);
        }
    }

    /** Measures the tests on the finished code: what takes much longer than that has been changed for the worse. */
    private Limits limits(Exercise exercise, Checker.Selection tests)
            throws CourseException, IOException, InterruptedException {
        CheckResult result = all.getFirst()
                .check(Map.of(), course, tests, Limits.DEFAULT, _ -> {})
                .result();
        if (!(result instanceof CheckResult.Ran ran) || !ran.passed()) {
            Path page = exercise.page().file();
            throw new CourseException(page, "its tests do not pass on the finished code; run ./workbook course verify");
        }
        Duration slowest = ran.outcomes().stream()
                .map(TestOutcome::took)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        Duration limit = slowest.multipliedBy(PATIENCE);
        Duration longer = limit.compareTo(SHORTEST_LIMIT) > 0 ? limit : SHORTEST_LIMIT;
        return new Limits(longer, longer, longer.multipliedBy(PATIENCE));
    }

    /** Kills the workers. */
    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (Checker checker : all) {
            checker.close();
        }
    }
}
