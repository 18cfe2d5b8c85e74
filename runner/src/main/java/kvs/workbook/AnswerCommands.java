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
import kvs.workbook.Console.Style;
import kvs.workbook.course.Bodies;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Slashes;
import kvs.workbook.course.SourceException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hints and answers, and the ways back. */
final class AnswerCommands {
    private AnswerCommands() {}

    @Command(name = "hint", description = "One more hint; there are four, each giving more.")
    static final class Hint extends DeskCommand.OnAnExercise {
        @Override
        int run(Desk desk) throws Exception {
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
    static final class Solution extends DeskCommand.OnAnExercise {
        @Option(names = "--diff", description = "Your file beside the one with the finished answer.")
        boolean diff;

        @Option(names = "--apply", description = "Fills the answer into your file; ./workbook undo takes it out again.")
        boolean apply;

        @Override
        int run(Desk desk) throws Exception {
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
            boolean same = true;
            for (MarkedSource source : exercise.sources()) {
                String mine = desk.requiredText(source, exercise.id());
                solved.put(source.learnerFile(), solved(source, exercise, mine));
                same &= mine.equals(solved.get(source.learnerFile()));
                if (diff) {
                    difference(desk.console(), source.learnerFile(), mine, solved.get(source.learnerFile()));
                }
            }
            if (apply && same) {
                desk.console().prose("Your answer to " + exercise + " is the finished one, to the letter.", 2);
            } else if (apply) {
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
            String name = Slashes.of(file);
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
    static final class Reset extends DeskCommand {
        @Parameters(paramLabel = "ID", description = "An exercise, such as 1.2.")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Option(names = "--file", description = "The whole files, with the other exercises in them.")
        boolean file;

        @Override
        int run(Desk desk) throws Exception {
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
    static final class Undo extends DeskCommand {
        @Override
        int run(Desk desk) throws Exception {
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
}
