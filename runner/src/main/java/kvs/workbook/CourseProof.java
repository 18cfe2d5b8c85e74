package kvs.workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.workbook.check.CheckResult;
import kvs.workbook.check.Checker;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.Ending;
import kvs.workbook.check.Limits;
import kvs.workbook.check.NotCompiled;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.Mistake;
import kvs.workbook.course.Part;
import kvs.workbook.course.Problem;
import kvs.workbook.course.TaskPage;

/**
 * Runs the tests of a part on what they must refuse and on what they must let pass. For each exercise: its starter
 * compiles and fails every one of its tests, the reference passes them all, and each mistake fails at least one.
 *
 * <p>For one thread at a time.
 */
final class CourseProof {
    private final Part part;
    private final Checker checker;
    private final Checker.Course finished;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    private final Caught caught = new Caught(new TreeMap<>());

    CourseProof(Part part, Checker checker, Checker.Course finished) {
        this.part = part;
        this.checker = checker;
        this.finished = finished;
    }

    /** What is wrong, after {@link #prove}. */
    List<Problem> problems() {
        return problems;
    }

    /** What was found out, a line each, after {@link #prove}. */
    List<String> report() {
        return report;
    }

    /** Which test caught which mistake, after {@link #prove}. */
    Caught caught() {
        return caught;
    }

    void prove() throws CourseException, IOException, InterruptedException {
        Map<String, String> starters = sources(part.starters());
        for (Exercise exercise : part.exercises()) {
            if (exercise.page().kind() == TaskPage.Kind.MEASURE) {
                report.add(exercise + ": nothing to run, it is a measurement");
                continue;
            }
            int failing = starter(exercise, starters);
            int before = problems.size();
            int tests = reference(exercise);
            report.add(exercise + ": " + failing + " of " + tests + " tests fail on the starter, "
                    + (problems.size() == before ? "" : "not ") + "all pass on the reference");
            for (Mistake mistake : exercise.mistakes()) {
                mistake(exercise, mistake);
            }
        }
    }

    /** How many tests fail as they should. */
    private int starter(Exercise exercise, Map<String, String> starters) throws IOException, InterruptedException {
        Path page = exercise.page().file();
        switch (run(exercise, starters)) {
            case NotCompiled(List<CompileError> errors) ->
                problem(page, "its starter does not compile: " + first(errors));
            case CheckResult.NoTests none -> problem(page, noTests(exercise, none));
            case CheckResult.Died died -> problem(page, "its starter ended the worker: " + died.cause());
            case CheckResult.Ran ran -> {
                int failing = 0;
                for (TestOutcome outcome : ran.outcomes()) {
                    String test =
                            outcome.test().className() + "#" + outcome.test().method();
                    if (!(outcome.ending() instanceof Ending.Failed(var failure))) {
                        problem(page, "the test " + test + " does not fail on the starter: it is " + ending(outcome));
                    } else if (!Examiner.isNotWritten(outcome)
                            && !failure.throwable().contains("Assertion")) {
                        problem(
                                page,
                                "the test " + test + " fails on the starter through " + failure.throwable()
                                        + ", neither an assertion nor \"not written yet\"");
                    } else {
                        failing++;
                    }
                }
                return failing;
            }
        }
        return 0;
    }

    /** How many tests there are. */
    private int reference(Exercise exercise) throws IOException, InterruptedException {
        Path page = exercise.page().file();
        switch (run(exercise, Map.of())) {
            case NotCompiled(List<CompileError> errors) ->
                problem(page, "the reference does not compile: " + first(errors));
            case CheckResult.NoTests none
            when none.failure().isPresent() -> problem(page, "on the reference " + noTests(exercise, none));
            case CheckResult.NoTests _ -> {} // Said of the starter already.
            case CheckResult.Died died -> problem(page, "the reference ended the worker: " + died.cause());
            case CheckResult.Ran ran -> {
                Caught.words(ran.outcomes())
                        .forEach((test, words) -> problem(page, "the reference fails " + test + ": " + words));
                for (TestOutcome outcome : ran.outcomes()) {
                    if (!(outcome.ending() instanceof Ending.Passed) && !(outcome.ending() instanceof Ending.Failed)) {
                        problem(
                                page,
                                "the test " + outcome.test().method() + " is " + ending(outcome)
                                        + " on the reference, which is not a pass");
                    }
                }
                return ran.outcomes().size();
            }
        }
        return 0;
    }

    private void mistake(Exercise exercise, Mistake mistake) throws CourseException, IOException, InterruptedException {
        SortedMap<Path, String> spoiled = new TreeMap<>(Map.of(mistake.target(), mistake.source()));
        switch (run(exercise, sources(spoiled))) {
            case NotCompiled(List<CompileError> errors) ->
                problem(mistake.file(), "does not compile in its place: " + first(errors));
            case CheckResult.NoTests none
            when none.failure().isPresent() -> problem(mistake.file(), noTests(exercise, none) + ", which is no proof");
            case CheckResult.NoTests _ -> {} // Said of the starter already.
            case CheckResult.Died died -> {
                String words = died.cause().getClass().getSimpleName();
                String test = died.cause()
                        .test()
                        .map(t -> t.className() + "#" + t.method())
                        .orElse("(no test)");
                caught.mistakes().put(mistake.id(), new TreeMap<>(Map.of(test, words)));
                report.add("  " + mistake.id() + " is caught: it ends the worker (" + words + ") in " + test);
            }
            case CheckResult.Ran ran -> {
                SortedMap<String, String> words = Caught.words(ran.outcomes());
                if (words.isEmpty()) {
                    problem(
                            mistake.file(),
                            "survives: all " + ran.outcomes().size() + " tests of exercise " + exercise.id()
                                    + " pass with it");
                    return;
                }
                caught.mistakes().put(mistake.id(), words);
                report.add("  " + mistake.id() + " is caught by " + Desk.numbered(words.size(), "test") + ", such as");
                Map.Entry<String, String> first = words.firstEntry();
                report.add("    " + first.getKey());
                first.getValue().lines().forEach(line -> report.add("      " + line));
            }
        }
    }

    private static String noTests(Exercise exercise, CheckResult.NoTests none) {
        return none.failure()
                .map(failure -> "its tests could not be loaded: " + failure.throwable() + ": " + failure.message())
                .orElse("no test carries the tag " + exercise.id());
    }

    private CheckResult run(Exercise exercise, Map<String, String> sources) throws IOException, InterruptedException {
        Checker.Selection tests = Checker.Selection.tag(exercise.id().toString());
        return checker.check(sources, finished, tests, Limits.DEFAULT, _ -> {}).result();
    }

    private void problem(Path file, String reason) {
        problems.add(new Problem(file, 0, reason));
    }

    /** By the path below the source root, as the compiler wants them. */
    private static Map<String, String> sources(SortedMap<Path, String> files) {
        Map<String, String> sources = new HashMap<>();
        files.forEach((path, text) -> sources.put(Answer.sourcePath(path), text));
        return sources;
    }

    private static String first(List<CompileError> errors) {
        CompileError error = errors.getFirst();
        return error.path() + ":" + error.line() + ": " + error.message();
    }

    private static String ending(TestOutcome outcome) {
        return outcome.ending().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
