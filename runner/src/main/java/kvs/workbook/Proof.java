package kvs.workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.workbook.check.CheckResult;
import kvs.workbook.check.Checker;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.Ending;
import kvs.workbook.check.Limits;
import kvs.workbook.check.NotCompiled;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.Problem;

/**
 * One run of an exercise's tests, on a version of its files for which the verdict is known beforehand, and what was
 * found. Each proof is of one thread until it has run; {@link Proofs} hands them out.
 */
final class Proof {

    /** What the tests must say. */
    enum Kind {
        /** Every test fails, through an assertion or "not written yet". */
        STARTER,
        /** Every test passes. */
        REFERENCE,
        /** At least one test fails, or the worker ends. */
        MISTAKE
    }

    private final Kind kind;
    private final Exercise exercise;
    private final Path file;
    private final Map<String, String> sources;
    private final List<Problem> problems = new ArrayList<>();
    private Optional<Findings> findings = Optional.empty();

    /**
     * @param file what to name when the proof fails, relative to the root
     * @param sources the version of the exercise's files, by the path below the source root; none for the reference
     */
    Proof(Kind kind, Exercise exercise, Path file, Map<String, String> sources) {
        this.kind = kind;
        this.exercise = exercise;
        this.file = file;
        this.sources = Map.copyOf(sources);
    }

    Kind kind() {
        return kind;
    }

    Exercise exercise() {
        return exercise;
    }

    Map<String, String> sources() {
        return sources;
    }

    /** What is wrong, after the run. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Empty before the run, and after one in which the tests did not come to a verdict. */
    Optional<Findings> findings() {
        return findings;
    }

    boolean holds() {
        return problems.isEmpty() && findings.isPresent();
    }

    /** Takes over what an earlier run of the same inputs found; that run had no problem. */
    void recall(Findings earlier) {
        findings = Optional.of(earlier);
    }

    /** Compiles and runs. */
    void run(Checker checker, Checker.Course finished) throws IOException, InterruptedException {
        Checker.Selection tests = Checker.Selection.tag(exercise.id().toString());
        CheckResult result =
                checker.check(sources, finished, tests, Limits.DEFAULT, _ -> {}).result();
        switch (result) {
            case NotCompiled(List<CompileError> errors) ->
                problem(subject() + "does not compile" + place() + first(errors));
            case CheckResult.NoTests none -> noTests(none);
            case CheckResult.Died died -> died(died);
            case CheckResult.Ran ran -> ran(ran);
        }
    }

    private void noTests(CheckResult.NoTests none) {
        String reason = none.failure()
                .map(failure -> "its tests could not be loaded: " + failure.throwable() + ": " + failure.message())
                .orElse("no test carries the tag " + exercise.id());
        boolean loaded = none.failure().isEmpty();
        switch (kind) {
            case STARTER -> problem(reason);
            case REFERENCE -> {
                if (!loaded) {
                    problem("on the reference " + reason);
                }
            }
            case MISTAKE -> {
                if (!loaded) {
                    problem(reason + ", which is no proof");
                }
            }
        }
    }

    private void died(CheckResult.Died died) {
        if (kind != Kind.MISTAKE) {
            problem(subject() + "ended the worker: " + died.cause());
            return;
        }
        String words = died.cause().getClass().getSimpleName();
        String test = died.cause()
                .test()
                .map(name -> name.className() + "#" + name.method())
                .orElse("(no test)");
        findings = Optional.of(new Findings(died.outcomes().size(), new TreeMap<>(Map.of(test, words)), words));
    }

    private void ran(CheckResult.Ran ran) {
        List<TestOutcome> outcomes = ran.outcomes();
        SortedMap<String, String> failed = Caught.words(outcomes);
        findings = Optional.of(new Findings(outcomes.size(), failed, ""));
        switch (kind) {
            case STARTER -> outcomes.forEach(outcome -> failsOnTheStarter(outcome, failed));
            case REFERENCE -> {
                failed.forEach((test, words) -> problem("the reference fails " + test + ": " + words));
                for (TestOutcome outcome : outcomes) {
                    if (!(outcome.ending() instanceof Ending.Passed) && !(outcome.ending() instanceof Ending.Failed)) {
                        problem("the test " + outcome.test().method() + " is " + ending(outcome)
                                + " on the reference, which is not a pass");
                    }
                }
            }
            case MISTAKE -> {
                if (failed.isEmpty()) {
                    problem("survives: all " + outcomes.size() + " tests of exercise " + exercise.id()
                            + " pass with it");
                }
            }
        }
    }

    /** Also takes a failure for another reason out of {@code failed}. */
    private void failsOnTheStarter(TestOutcome outcome, Map<String, String> failed) {
        String test = Caught.name(outcome);
        if (!(outcome.ending() instanceof Ending.Failed(var failure))) {
            problem("the test " + test + " does not fail on the starter: it is " + ending(outcome));
        } else if (!Examiner.isNotWritten(outcome) && !failure.throwable().contains("Assertion")) {
            failed.remove(test);
            problem("the test " + test + " fails on the starter through " + failure.throwable()
                    + ", neither an assertion nor \"not written yet\"");
        }
    }

    private String subject() {
        return switch (kind) {
            case STARTER -> "its starter ";
            case REFERENCE -> "the reference ";
            case MISTAKE -> "";
        };
    }

    private String place() {
        return kind == Kind.MISTAKE ? " in its place: " : ": ";
    }

    private void problem(String reason) {
        problems.add(new Problem(file, 0, reason));
    }

    private static String first(List<CompileError> errors) {
        CompileError error = errors.getFirst();
        return error.path() + ":" + error.line() + ": " + error.message();
    }

    private static String ending(TestOutcome outcome) {
        return outcome.ending().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
