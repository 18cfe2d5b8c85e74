package kvs.workbook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kvs.workbook.Console.Style;
import kvs.workbook.check.CauseOfDeath;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.Ending;
import kvs.workbook.check.Failure;
import kvs.workbook.check.Frame;
import kvs.workbook.check.LearnersCode;
import kvs.workbook.check.Stack;
import kvs.workbook.check.TestName;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.Bodies;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Mistake;
import kvs.workbook.course.Slashes;
import kvs.workbook.course.SourceException;

/** Says a verdict in words: the fact that failed and what was seen, not a stack trace. */
final class FailureCard {
    private static final int ERRORS_SHOWN = 3;
    private static final int PRINTED_LINES = 20;
    private static final int PRINTED_COLUMNS = 400;
    private static final int LABEL_COLUMNS = 10;

    private final Desk desk;
    private final Console console;

    FailureCard(Desk desk) {
        this.desk = desk;
        this.console = desk.console();
    }

    void show(Verdict verdict, boolean everything) throws WorkbookException, CourseException {
        switch (verdict) {
            case Verdict.Passed passed -> {
                console.line(Style.GREEN, "✓ " + passed.exercise() + " · " + facts(passed.facts(), passed.facts()));
                printed(passed.printed());
            }
            case Verdict.NotWritten(Exercise exercise, List<MarkedSource.Method> methods, int holding, int facts) -> {
                console.line(Style.YELLOW, "○ " + exercise + " · not written yet");
                if (holding > 0) {
                    console.line(Style.GREEN, "  ✓ " + facts(holding, facts) + " already");
                }
                for (MarkedSource.Method method : methods) {
                    console.labelled("to write", method.name() + "(" + String.join(", ", method.parameters()) + ")");
                    console.labelled("in", place(exercise, method));
                }
            }
            case Verdict.NotCompiled(Exercise exercise, List<CompileError> errors) ->
                notCompiled(exercise.toString(), errors);
            case Verdict.Failed failed -> failed(failed, everything);
            case Verdict.Died died -> died(died);
            case Verdict.CourseBroken(Exercise exercise, String reason) -> {
                console.line(Style.RED, "! " + exercise + " · the course itself is broken");
                console.prose("  " + Printable.of(reason), 2);
                console.prose("  This is not your mistake. ./workbook doctor looks for the cause.", 2);
            }
        }
    }

    private static String facts(int holding, int all) {
        return holding == all
                ? Desk.numbered(all, "fact") + " hold"
                : holding + " of " + Desk.numbered(all, "fact") + " hold";
    }

    /** Says of {@code what} that it does not compile, and why. */
    void notCompiled(String what, List<CompileError> errors) {
        console.line(Style.RED, "✗ " + what + " · does not compile");
        for (CompileError error : errors.stream().limit(ERRORS_SHOWN).toList()) {
            console.line();
            console.line(Style.BOLD, "  " + error.path() + (error.line() > 0 ? ":" + error.line() : ""));
            if (!error.sourceLine().isBlank()) {
                String source = Printable.of(error.sourceLine().stripTrailing());
                int indent = source.length() - source.stripLeading().length();
                console.line("    " + source.strip());
                int caret = caret(error) - indent;
                if (caret >= 0 && caret <= source.length() && caret + 5 < console.columns()) {
                    console.line(" ".repeat(4 + caret) + "^");
                }
            }
            console.prose("  javac: " + Printable.of(error.message()).replace("\n", "\n  "), 4);
        }
        if (errors.size() > ERRORS_SHOWN) {
            console.line();
            console.prose(
                    "  and " + Desk.numbered(errors.size() - ERRORS_SHOWN, "more error")
                            + "; mend the first one first.",
                    2);
        }
    }

    /** The column, from 0, that the caret belongs below: escapes make the text in front of it longer. */
    private static int caret(CompileError error) {
        int column = (int) error.column() - 1;
        return column < 0 || column > error.sourceLine().length()
                ? column
                : Printable.of(error.sourceLine().substring(0, column)).length();
    }

    private void failed(Verdict.Failed verdict, boolean everything) throws WorkbookException, CourseException {
        List<TestOutcome> failed = verdict.failed();
        console.line(Style.RED, "✗ " + verdict.exercise() + " · " + facts(verdict.holding(), verdict.facts()));
        fact(verdict, failed.getFirst(), everything);
        probably(verdict).ifPresent(words -> {
            console.line();
            console.labelled("probably", words);
        });
        if (everything) {
            failed.stream().skip(1).forEach(outcome -> fact(verdict, outcome, true));
        } else if (failed.size() > 1) {
            console.line();
            console.prose(
                    Style.DIM,
                    "  " + Desk.numbered(failed.size() - 1, "more fact") + " " + (failed.size() == 2 ? "does" : "do")
                            + " not hold; ./workbook check "
                            + verdict.exercise().id() + " --verbose shows everything.",
                    2);
        }
        printed(verdict.printed());
    }

    private void fact(Verdict.Failed verdict, TestOutcome outcome, boolean everything) {
        console.line();
        console.prose(Style.BOLD, "  " + sentence(outcome.test()), 2);
        console.line();
        switch (outcome.ending()) {
            case Ending.Failed(Failure failure) -> {
                failure(failure);
                where(verdict, outcome.test(), failure);
                if (everything) {
                    stack(failure);
                }
            }
            case Ending.Aborted(String reason) -> console.labelled("aborted", Printable.of(reason));
            case Ending.Skipped(String reason) -> console.labelled("skipped", Printable.of(reason));
            case Ending.NotRun() -> console.labelled("got", "the test was not run, as its class failed before it");
            case Ending.Passed() -> console.labelled("got", "nothing wrong");
        }
    }

    private void failure(Failure failure) {
        boolean assertion = failure.throwable().endsWith("AssertionFailedError")
                || failure.throwable().equals("java.lang.AssertionError");
        if (assertion && !failure.message().isBlank()) {
            assertion(failure);
        } else {
            console.labelled("threw", thrown(failure.throwable(), failure.message()));
        }
        for (Failure.Cause cause : failure.causes()) {
            console.labelled("caused by", thrown(cause.throwable(), cause.message()));
        }
    }

    private static String thrown(String throwable, String message) {
        String name = throwable.substring(throwable.lastIndexOf('.') + 1);
        return Printable.of(name + (message.isEmpty() ? "" : ": " + message));
    }

    private void assertion(Failure failure) {
        String before = "";
        for (String line : Printable.of(failure.message()).lines().toList()) {
            boolean fits = line.length() + 2 <= console.columns();
            String label = label(line);
            if (line.strip().startsWith("^^")) {
                // A caret that points at nothing is worse than none.
                boolean aligned = before.length() + 2 <= console.columns() && fits;
                console.line(Style.YELLOW, aligned ? "  " + line : "            " + line.strip());
            } else if (!label.isEmpty()) {
                String value = line.substring(Math.min(LABEL_COLUMNS, line.length()));
                console.labelled(label, value.isBlank() ? empty(label, failure) : value);
            } else {
                console.prose("  " + line, 4);
            }
            before = line;
        }
    }

    /** The word that a line of a fact begins with, in a column of its own; empty for any other line. */
    private static String label(String line) {
        if (line.length() > LABEL_COLUMNS) {
            String column = line.substring(0, LABEL_COLUMNS);
            return column.matches("[a-z]+ +") ? column.strip() : "";
        }
        String word = line.strip();
        return word.equals("expected") || word.equals("got") ? word : "";
    }

    /** What is said of a value whose text is empty. */
    private static String empty(String label, Failure failure) {
        Optional<String> value = label.equals("expected") ? failure.expected() : failure.actual();
        return value.filter(String::isBlank).map(text -> "\"" + text + "\"").orElse("nothing");
    }

    /**
     * Prints the learner's own line where the stack leads through it; else the method that the fact names; else all methods of
     * the exercise, since to name one of several would be a guess. Those of the class that the test is named after come first.
     */
    private void where(Verdict.Failed verdict, TestName test, Failure failure) {
        Exercise exercise = verdict.exercise();
        Optional<Frame> frame = verdict.code().frameIn(failure);
        try {
            if (frame.isPresent()) {
                console.labelled("where", place(exercise, frame.get()));
                return;
            }
            List<MarkedSource.Method> methods = new ArrayList<>();
            for (MarkedSource source : exercise.sources()) {
                String text = desk.requiredText(source, exercise.id());
                methods.addAll(Bodies.methods(source, exercise.id(), source.learnerFile(), text));
            }
            // A stable sort: false comes first.
            methods.sort(Comparator.comparing(method -> !isTestOf(test, method)));
            List<MarkedSource.Method> named = methods.stream()
                    .filter(method -> failure.message().contains(method.name() + "("))
                    .toList();
            String label = "where";
            for (MarkedSource.Method about : named.isEmpty() ? methods : named.subList(0, 1)) {
                console.labelled(label, place(exercise, about));
                label = "or";
            }
        } catch (WorkbookException | CourseException | SourceException e) {
            console.labelled("where", "exercises/" + exercise.part().name());
        }
    }

    private static boolean isTestOf(TestName test, MarkedSource.Method method) {
        String name = test.className().substring(test.className().lastIndexOf('.') + 1);
        return name.startsWith(method.type().replaceFirst("\\..*", ""));
    }

    private String place(Exercise exercise, MarkedSource.Method method) throws CourseException {
        String type = method.type().replaceFirst("\\..*", "");
        for (MarkedSource source : exercise.sources()) {
            if (source.learnerFile().endsWith(type + ".java")) {
                return Slashes.of(source.learnerFile()) + ":" + method.firstLine();
            }
        }
        return type + ".java:" + method.firstLine();
    }

    private String place(Exercise exercise, Frame frame) throws CourseException {
        for (MarkedSource source : exercise.part().sources()) {
            if (source.learnerFile().endsWith(frame.file())) {
                return Slashes.of(source.learnerFile()) + ":" + frame.line();
            }
        }
        return frame.toString();
    }

    private Optional<String> probably(Verdict.Failed verdict) throws CourseException {
        try {
            Exercise exercise = verdict.exercise();
            Optional<String> mistake =
                    Caught.read(desk.layout().root(), exercise.part()).probably(exercise, verdict.failed());
            for (Mistake known : mistake.isPresent() ? exercise.mistakes() : List.<Mistake>of()) {
                if (known.id().equals(mistake.get())) {
                    return Optional.of(known.probably());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void died(Verdict.Died verdict) throws CourseException {
        Exercise exercise = verdict.exercise();
        LearnersCode code = verdict.code();
        Stack stack = verdict.cause().stack();
        Optional<Frame> frame = code.frameIn(stack);
        String at = frame.isPresent() ? place(exercise, frame.get()) : "";
        String where = at.isEmpty() ? "your code" : at;
        String what = switch (verdict.cause()) {
            case CauseOfDeath.EndlessLoop loop ->
                where + " was still running after " + loop.cpu().toSeconds()
                        + " s of processor time: a loop that does not end?";
            case CauseOfDeath.Blocked blocked ->
                where + " has been waiting for " + blocked.quiet().toSeconds() + " s for something that does not come.";
            case CauseOfDeath.Exited exited ->
                where + " called System.exit(" + exited.code() + "), which ends the program that tests it.";
            case CauseOfDeath.Halted halted ->
                "The JVM that ran your code ended without a word (exit code " + halted.code()
                        + "): Runtime.halt, or a crash.";
            case CauseOfDeath.OutOfMemory _ -> where + " asked for more memory than there is (512 MiB).";
            case CauseOfDeath.Unresponsive silent ->
                "The JVM that ran your code said nothing for "
                        + silent.silence().toSeconds() + " s and was ended.";
        };
        console.line(Style.RED, "✗ " + exercise + " · your code ended the test run");
        verdict.cause().test().ifPresent(test -> {
            console.line();
            console.prose(Style.BOLD, "  " + sentence(test), 2);
        });
        console.line();
        console.prose("  " + what, 2);
        printed(verdict.printed());
    }

    private void stack(Failure failure) {
        console.line();
        for (Frame frame : failure.stack().frames()) {
            console.line(Style.DIM, "    at " + frame.className() + "." + frame.method() + " (" + frame + ")");
        }
        if (failure.stack().omitted() > 0) {
            console.line(Style.DIM, "    and " + failure.stack().omitted() + " more");
        }
        if (!failure.report().isBlank()) {
            console.line();
            Printable.of(failure.report()).lines().forEach(line -> console.line(Style.DIM, "    " + line));
        }
    }

    private void printed(String printed) {
        if (printed.isBlank()) {
            return;
        }
        List<String> lines = Printable.of(printed).lines().toList();
        console.line();
        console.line(Style.DIM, "  printed by your code:");
        lines.stream()
                .limit(PRINTED_LINES)
                .map(line -> line.length() <= PRINTED_COLUMNS ? line : line.substring(0, PRINTED_COLUMNS) + " …")
                .forEach(line -> console.line("  | " + line));
        if (lines.size() > PRINTED_LINES) {
            console.line(Style.DIM, "  | … " + (lines.size() - PRINTED_LINES) + " more lines");
        }
    }

    /** A test's name as the fact that it states. */
    static String sentence(TestName test) {
        String name = test.method().isEmpty() ? test.className() : test.method();
        String words = name.replaceAll("\\(.*\\)$", "").replace('_', ' ');
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }
}
