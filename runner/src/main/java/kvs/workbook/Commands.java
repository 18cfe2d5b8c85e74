package kvs.workbook;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kvs.workbook.Console.Style;
import kvs.workbook.course.Bodies;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Part;
import kvs.workbook.course.SourceException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The learner's commands. */
final class Commands {
    private Commands() {}

    /** What all of them have: an exercise that may be left out, and the desk. */
    abstract static class OnAnExercise implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        Main main;

        @Parameters(arity = "0..1", paramLabel = "ID", description = "An exercise, such as 1.2; else the current one.")
        Optional<String> id = Optional.empty();

        Exercise exercise(Desk desk) throws WorkbookException {
            return id.isPresent() ? desk.exercise(id.get()) : desk.current();
        }
    }

    @Command(name = "list", description = "All exercises, and how far you are.")
    static final class ListExercises implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        Main main;

        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            for (Part part : desk.course().parts()) {
                desk.console().line(Style.BOLD, "Part " + part.number() + " · " + part.name());
                for (Exercise exercise : part.exercises()) {
                    String mark = mark(desk, exercise);
                    desk.console()
                            .prose(
                                    "  " + mark + " "
                                            + Console.pad(exercise.id().toString(), 5) + exercise.title() + " ("
                                            + exercise.page().minutes() + " min)",
                                    10);
                }
            }
            desk.console().line();
            desk.console().prose("✓ passed   » filled in for you   ○ to do   ● current", 2);
            return 0;
        }

        private static String mark(Desk desk, Exercise exercise) {
            Progress.Entry entry = desk.progress().of(exercise.id());
            if (entry.passed().isPresent()) {
                return entry.given().isPresent() ? "»" : "✓";
            }
            return exercise.id().equals(desk.current().id()) ? "●" : "○";
        }
    }

    @Command(name = "next", description = "The next exercise: its page. With ID, opens that one.")
    static final class Next extends OnAnExercise {
        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            Exercise exercise = exercise(desk);
            desk.remember(progress -> progress.open(exercise.id()));
            new PagePrinter(desk.console()).task(exercise);
            return 0;
        }
    }

    @Command(name = "check", description = "Checks an exercise, or all of a part. Exit code 0: passed; 1: not yet.")
    static final class Check implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        Main main;

        @Parameters(
                arity = "0..1",
                paramLabel = "ID|PART",
                description = "An exercise such as 1.2 or a part such as 1; else the current exercise.")
        Optional<String> what = Optional.empty();

        @Option(
                names = {"-v", "--verbose"},
                description = "All facts that do not hold, with their stacks.")
        boolean verbose;

        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            List<Exercise> exercises = what.isPresent() ? desk.exercises(what.get()) : List.of(desk.current());
            boolean passed = true;
            boolean broken = false;
            try (Examiner examiner = new Examiner(desk)) {
                examiner.prepare(exercises.getFirst().part());
                FailureCard card = new FailureCard(desk);
                for (Exercise exercise : exercises) {
                    Verdict verdict = examiner.examine(exercise);
                    note(desk, verdict);
                    card.show(verdict, verbose);
                    passed &= verdict instanceof Verdict.Passed;
                    broken |= verdict instanceof Verdict.CourseBroken;
                    if (exercises.size() == 1) {
                        whatNext(desk, verdict);
                    }
                }
            }
            return broken ? 3 : passed ? 0 : 1;
        }
    }

    /** Remembers a verdict; one that is the course's fault changes nothing. */
    static void note(Desk desk, Verdict verdict) {
        desk.remember(progress -> {
            switch (verdict) {
                case Verdict.Passed passed -> progress.pass(passed.exercise().id());
                case Verdict.CourseBroken _ -> {}
                case Verdict.NotWritten _, Verdict.NotCompiled _, Verdict.Failed _, Verdict.Died _ ->
                    progress.fail(verdict.exercise().id());
            }
        });
    }

    private static void whatNext(Desk desk, Verdict verdict) {
        desk.console().line();
        if (!(verdict instanceof Verdict.Passed passed)) {
            desk.console()
                    .prose(
                            Style.DIM,
                            "  Stuck? ./workbook hint " + verdict.exercise().id(),
                            2);
        } else if (desk.allPassed()) {
            desk.console().prose("  That was the last one that was open. Well done.", 2);
        } else {
            desk.console()
                    .prose(
                            "  Walkthrough: ./workbook solution "
                                    + passed.exercise().id(),
                            2);
            desk.console().prose("  Next: " + desk.current() + " (./workbook next)", 2);
        }
    }

    @Command(name = "watch", description = "Checks an exercise at every save, until you press q.")
    static final class Watch extends OnAnExercise {
        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            Exercise exercise = exercise(desk);
            if (!main.interactive()) {
                throw WorkbookException.usage(
                        "watch needs a terminal; ./workbook check " + exercise.id() + " checks once");
            }
            return new Watcher(desk).watch(exercise);
        }
    }

    @Command(name = "hint", description = "One more hint; there are four, each giving more.")
    static final class Hint extends OnAnExercise {
        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            hint(desk, exercise(desk));
            return 0;
        }
    }

    /** Shows the hints seen so far and one more. */
    static void hint(Desk desk, Exercise exercise) {
        List<String> hints = exercise.page().hints();
        int seen = Math.min(
                hints.size(), Math.max(0, desk.progress().of(exercise.id()).hints()) + 1);
        desk.remember(progress -> progress.hint(exercise.id(), seen));
        desk.console().line(Style.BOLD, exercise + " · hint " + seen + " of " + hints.size());
        for (int i = 0; i < seen; i++) {
            desk.console().line();
            new PagePrinter(desk.console()).markdown((i + 1) + ". " + hints.get(i));
        }
        if (seen == hints.size()) {
            desk.console().line();
            desk.console()
                    .prose(
                            Style.DIM,
                            "That was the last hint. ./workbook solution " + exercise.id()
                                    + " tells it all, and solution --apply fills it in.",
                            2);
        }
    }

    @Command(
            name = "solution",
            description = "The walkthrough of an exercise; or its answer beside yours, or filled in.")
    static final class Solution extends OnAnExercise {
        @Option(names = "--diff", description = "Your file beside the one with the finished answer.")
        boolean diff;

        @Option(names = "--apply", description = "Fills the answer into your file; ./workbook undo takes it out again.")
        boolean apply;

        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            Exercise exercise = exercise(desk);
            if (diff && apply) {
                throw WorkbookException.usage("--diff and --apply exclude each other");
            }
            if (!diff && !apply) {
                Path walkthrough = desk.layout().root().resolve(exercise.walkthrough());
                if (!Files.exists(walkthrough)) {
                    throw WorkbookException.broken(exercise.walkthrough() + " is missing");
                }
                new PagePrinter(desk.console()).markdown(Files.readString(walkthrough));
                return 0;
            }
            SortedMap<Path, String> solved = new TreeMap<>();
            for (MarkedSource source : exercise.sources()) {
                String mine = desk.requiredText(source, exercise.id());
                solved.put(source.learnerFile(), solved(source, exercise, mine));
                if (diff) {
                    difference(desk.console(), source.learnerFile(), mine, solved.get(source.learnerFile()));
                }
            }
            if (apply) {
                desk.overwrite("solution-" + exercise.id(), solved);
                desk.remember(progress -> progress.give(exercise.id()));
                desk.console()
                        .prose("Filled in " + exercise + ". Your version is kept; ./workbook undo brings it back.", 2);
            }
            return 0;
        }

        private static String solved(MarkedSource source, Exercise exercise, String mine) throws WorkbookException {
            try {
                return Bodies.withSolution(source, exercise.id(), source.learnerFile(), mine);
            } catch (SourceException e) {
                throw WorkbookException.workToDo(e.file() + (e.line() > 0 ? ":" + e.line() : "") + ": " + e.reason()
                        + ". Mend it, or ./workbook reset " + exercise.id() + " --file puts the whole starter back.");
            }
        }

        private static void difference(Console console, Path file, String mine, String solved) {
            List<String> before = mine.lines().toList();
            Patch<String> patch = DiffUtils.diff(before, solved.lines().toList());
            String name = Examiner.slashed(file);
            List<String> lines =
                    UnifiedDiffUtils.generateUnifiedDiff("yours/" + name, "finished/" + name, before, patch, 3);
            if (lines.isEmpty()) {
                console.line("Your " + name + " has the finished answer, to the letter.");
            }
            for (String line : lines) {
                Style style = line.startsWith("+") ? Style.GREEN : line.startsWith("-") ? Style.RED : Style.DIM;
                console.line(style, line);
            }
        }
    }

    @Command(name = "reset", description = "Takes an exercise back to its start. What you had is kept: see undo.")
    static final class Reset implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        Main main;

        @Parameters(paramLabel = "ID", description = "An exercise, such as 1.2.")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Option(names = "--file", description = "The whole files, with the other exercises in them.")
        boolean file;

        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            Exercise exercise = desk.exercise(id);
            SortedMap<Path, String> starters = new TreeMap<>();
            List<String> others = new ArrayList<>();
            for (MarkedSource source : exercise.sources()) {
                // With --file not even read: it may be no text at all.
                Optional<String> mine = file ? Optional.empty() : desk.learnersText(source);
                boolean whole = mine.isEmpty();
                starters.put(source.learnerFile(), whole ? source.starter() : reset(source, exercise, mine.get()));
                if (whole) {
                    source.exercises().stream()
                            .filter(other -> !other.equals(exercise.id()))
                            .forEach(other -> others.add(other.toString()));
                }
            }
            desk.overwrite("reset-" + exercise.id(), starters);
            desk.remember(progress -> progress.startOver(exercise.id()));
            desk.console()
                    .prose(
                            exercise + " is back at its start"
                                    + (others.isEmpty() ? "" : ", and " + String.join(", ", others) + " with it")
                                    + ". What you had is kept; ./workbook undo brings it back.",
                            2);
            return 0;
        }

        private static String reset(MarkedSource source, Exercise exercise, String mine) throws WorkbookException {
            try {
                return Bodies.withStarter(source, exercise.id(), source.learnerFile(), mine);
            } catch (SourceException e) {
                throw WorkbookException.workToDo(e.file() + (e.line() > 0 ? ":" + e.line() : "") + ": " + e.reason()
                        + ". So nothing was changed. ./workbook reset " + exercise.id()
                        + " --file puts the whole starter back, with " + source.exercises()
                        + "; what you have is kept.");
            }
        }
    }

    @Command(name = "undo", description = "Takes back the last reset or solution --apply.")
    static final class Undo implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        Main main;

        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            try {
                Optional<Snapshots.Snapshot> undone = desk.snapshots().undo();
                if (undone.isEmpty()) {
                    throw WorkbookException.workToDo(
                            "there is nothing to undo: the workbook has overwritten nothing since");
                }
                desk.console()
                        .prose(
                                "Took back " + undone.get().what() + ". What was there is kept in "
                                        + desk.layout()
                                                .root()
                                                .relativize(undone.get().directory()) + ".undone",
                                2);
                return 0;
            } catch (IOException e) {
                throw WorkbookException.workToDo("could not undo: " + Desk.reason(e));
            }
        }
    }

    @Command(name = "progress", description = "How far you are, in numbers.")
    static final class ShowProgress implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        Main main;

        @Override
        public Integer call() throws Exception {
            Desk desk = main.desk();
            for (Part part : desk.course().parts()) {
                desk.console().prose(summary(desk, part), 2);
            }
            return 0;
        }
    }

    private static String summary(Desk desk, Part part) {
        long passed = part.exercises().stream()
                .filter(exercise -> desk.progress().passed(exercise.id()))
                .count();
        long given = part.exercises().stream()
                .filter(exercise -> desk.progress().of(exercise.id()).given().isPresent())
                .count();
        int minutes = part.exercises().stream()
                .filter(exercise -> !desk.progress().passed(exercise.id()))
                .mapToInt(exercise -> exercise.page().minutes())
                .sum();
        String bar =
                "█".repeat((int) passed) + "░".repeat((int) (part.exercises().size() - passed));
        return "Part " + part.number() + "  " + bar + "  " + passed + " of "
                + part.exercises().size() + " passed"
                + (given > 0 ? ", " + given + " filled in for you" : "")
                + (minutes > 0 ? ", about " + minutes + " minutes to go" : "");
    }

    /** Without a terminal: where one is, and the next step. Exit code 0 when all is done, else 1. */
    static int status(Desk desk) throws CourseException {
        Console console = desk.console();
        console.line(Style.BOLD, "From Bytes to Raft");
        for (Part part : desk.course().parts()) {
            console.prose(summary(desk, part), 2);
        }
        console.line();
        if (desk.allPassed()) {
            console.line("All exercises that there are have passed.");
            return 0;
        }
        Exercise exercise = desk.current();
        desk.remember(progress -> progress.open(exercise.id()));
        new PagePrinter(console).task(exercise);
        console.line();
        console.prose(
                "Next step: edit "
                        + Examiner.slashed(exercise.sources().getFirst().learnerFile()) + ", then run ./workbook check "
                        + exercise.id(),
                2);
        return 1;
    }
}
