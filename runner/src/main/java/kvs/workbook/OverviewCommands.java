package kvs.workbook;

import kvs.workbook.Console.Style;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.Part;
import kvs.workbook.course.Slashes;
import picocli.CommandLine.Command;

/** Where one is, and what comes next. */
final class OverviewCommands {
    private OverviewCommands() {}

    @Command(name = "list", description = "All exercises, and how far you are.")
    static final class ListExercises extends DeskCommand {
        @Override
        int run(Desk desk) throws Exception {
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
    static final class Next extends DeskCommand.OnAnExercise {
        @Override
        int run(Desk desk) throws Exception {
            Exercise exercise = exercise(desk);
            desk.remember(progress -> progress.open(exercise.id()));
            new PagePrinter(desk.console()).task(exercise);
            return 0;
        }
    }

    @Command(name = "progress", description = "How far you are, in numbers.")
    static final class ShowProgress extends DeskCommand {
        @Override
        int run(Desk desk) throws Exception {
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
        console.line("Next step: write your answer in");
        console.line("  " + Slashes.of(exercise.sources().getFirst().learnerFile()));
        console.line("and run");
        console.line("  ./workbook check " + exercise.id());
        return 1;
    }
}
