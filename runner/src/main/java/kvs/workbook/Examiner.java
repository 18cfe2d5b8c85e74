package kvs.workbook;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kvs.workbook.check.CheckResult;
import kvs.workbook.check.Checker;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.Ending;
import kvs.workbook.check.LearnersCode;
import kvs.workbook.check.Limits;
import kvs.workbook.check.NotCompiled;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.Bodies;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.MissingMethodException;
import kvs.workbook.course.Part;
import kvs.workbook.course.Slashes;
import kvs.workbook.course.SourceException;

/**
 * From an exercise to a verdict: the learner's files of its part, with the finished bodies of other exercises lent where
 * they are not written yet, compiled and run against the exercise's tests.
 *
 * <p>Kept for a session it keeps a worker warm for each part. For one thread at a time.
 */
final class Examiner implements AutoCloseable {
    /** Honest tests take a tenth of it; a learner who wrote an endless loop need not wait for long. */
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(4), Limits.DEFAULT.quiet(), Limits.DEFAULT.silence());

    private static final String NOT_WRITTEN = "java.lang.UnsupportedOperationException";

    private final Desk desk;
    private final Map<String, Checker> checkers = new HashMap<>();

    Examiner(Desk desk) {
        this.desk = desk;
    }

    /** Starts the worker for a part's tests, so that it is ready when the sources have been read and compiled. */
    void prepare(Part part) throws WorkbookException {
        checker(part);
    }

    Verdict examine(Exercise exercise) throws WorkbookException, CourseException {
        List<MarkedSource.Method> unwritten = unwritten(exercise);
        int methods = 0;
        for (MarkedSource source : exercise.sources()) {
            methods += source.methods(exercise.id()).size();
        }
        if (unwritten.size() == methods) {
            return new Verdict.NotWritten(exercise, unwritten, 0, 0);
        }
        Answer answer = Answer.to(exercise, desk);
        try {
            Checker.Checked checked = checker(exercise.part())
                    .check(
                            answer.sources(),
                            desk.layout().finished(desk.course(), exercise.part()),
                            Checker.Selection.tag(exercise.id().toString()),
                            LIMITS,
                            _ -> {});
            LearnersCode code = new LearnersCode(checked.code(), answer.lines());
            return verdict(exercise, checked.result(), code, answer, unwritten);
        } catch (IOException e) {
            throw WorkbookException.broken("the tests could not be run: " + Desk.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WorkbookException.workToDo("interrupted");
        }
    }

    /** The methods of the exercise that are as in the starter; a file that does not parse counts as written. */
    private List<MarkedSource.Method> unwritten(Exercise exercise) throws WorkbookException, CourseException {
        List<MarkedSource.Method> unwritten = new ArrayList<>();
        for (MarkedSource source : exercise.sources()) {
            String text = desk.requiredText(source, exercise.id());
            try {
                unwritten.addAll(Bodies.unwritten(source, exercise.id(), source.learnerFile(), text));
            } catch (MissingMethodException e) {
                throw WorkbookException.workToDo(Slashes.of(e.file()) + " " + e.reason()
                        + ". The tests call it by that " + "name and with those types.");
            } catch (SourceException _) {
                // Of a line that does not parse the compiler says more.
            }
        }
        return unwritten;
    }

    private Verdict verdict(
            Exercise exercise,
            CheckResult result,
            LearnersCode code,
            Answer answer,
            List<MarkedSource.Method> unwritten) {
        return switch (result) {
            case NotCompiled(List<CompileError> errors) ->
                new Verdict.NotCompiled(
                        exercise, errors.stream().map(answer::located).toList());
            case CheckResult.NoTests(var failure, String _) ->
                new Verdict.CourseBroken(
                        exercise,
                        failure.map(f -> "its tests could not be loaded: " + f.throwable() + ": " + f.message())
                                .orElse("no test carries its tag"));
            case CheckResult.Died died -> new Verdict.Died(exercise, died.cause(), died.printed(), code);
            case CheckResult.Ran ran
            when ran.passed() -> new Verdict.Passed(exercise, ran.outcomes().size(), ran.printed());
            case CheckResult.Ran ran -> failed(exercise, ran, code, unwritten);
        };
    }

    private Verdict failed(
            Exercise exercise, CheckResult.Ran ran, LearnersCode code, List<MarkedSource.Method> unwritten) {
        List<TestOutcome> failed = new FailedFacts(caught(exercise.part()), exercise.id()).inOrder(ran.outcomes());
        List<TestOutcome> wrong =
                failed.stream().filter(outcome -> !isNotWritten(outcome)).toList();
        int facts = ran.outcomes().size();
        if (wrong.isEmpty() && !unwritten.isEmpty()) {
            return new Verdict.NotWritten(exercise, unwritten, facts - failed.size(), facts);
        }
        return new Verdict.Failed(
                exercise, wrong.isEmpty() ? failed : wrong, facts - failed.size(), facts, ran.printed(), code);
    }

    private Caught caught(Part part) {
        try {
            return Caught.read(desk.layout().root(), part);
        } catch (IOException _) {
            return Caught.parse(""); // The facts are then in the order of their sources.
        }
    }

    /** A test that met a method which is still to be written says nothing about those that are. */
    static boolean isNotWritten(TestOutcome outcome) {
        return outcome.ending() instanceof Ending.Failed(var failure)
                && failure.throwable().equals(NOT_WRITTEN)
                && failure.message().endsWith("not written yet");
    }

    private Checker checker(Part part) throws WorkbookException {
        Checker known = checkers.get(part.name());
        if (known == null) {
            try {
                known = new Checker(desk.layout().worker(part));
            } catch (IOException e) {
                throw WorkbookException.broken("no JVM could be started for the tests: " + e.getMessage());
            }
            checkers.put(part.name(), known);
        }
        return known;
    }

    @Override
    public void close() {
        for (Checker checker : checkers.values()) {
            try {
                checker.close();
            } catch (IOException _) {
                // A worker that does not end is ended with this process.
            }
        }
    }
}
