package kvs.workbook;

import java.util.List;
import java.util.Optional;
import kvs.workbook.Console.Style;
import kvs.workbook.course.Exercise;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Is it right? */
final class CheckCommands {
    private CheckCommands() {}

    @Command(name = "check", description = "Checks an exercise, or all of a part. Exit code 0: passed; 1: not yet.")
    static final class Check extends DeskCommand {
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
        int run(Desk desk) throws Exception {
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
                    if (verdict instanceof Verdict.NotCompiled) {
                        break; // The others of the part are compiled with the same files.
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
            return;
        }
        desk.console()
                .prose("  Walkthrough: ./workbook solution " + passed.exercise().id(), 2);
        desk.console()
                .prose(
                        desk.allPassed()
                                ? "  All exercises that there are have passed. Well done."
                                : "  Next: " + desk.current() + " (./workbook next)",
                        2);
    }

    @Command(name = "watch", description = "Checks an exercise at every save, until you press q.")
    static final class Watch extends DeskCommand.OnAnExercise {
        @Override
        int run(Desk desk) throws Exception {
            Exercise exercise = exercise(desk);
            if (!main.interactive()) {
                throw WorkbookException.usage(
                        "watch needs a terminal; ./workbook check " + exercise.id() + " checks once");
            }
            return new Watcher(desk).watch(exercise);
        }
    }
}
