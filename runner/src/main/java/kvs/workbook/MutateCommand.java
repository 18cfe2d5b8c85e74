package kvs.workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import kvs.workbook.Console.Style;
import kvs.workbook.check.Checker;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.Mistake;
import kvs.workbook.course.Part;
import kvs.workbook.course.Problem;
import kvs.workbook.course.Slashes;
import kvs.workbook.mutation.EquivalentMutants;
import kvs.workbook.mutation.Mutants;
import kvs.workbook.mutation.Mutation;
import kvs.workbook.mutation.MutationRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code course mutate}: do the tests of an exercise notice a small fault in its answer? */
@Command(
        name = "mutate",
        description = {
            "Makes small changes to the finished code, and counts those that the exercise's tests notice.",
            "Exit code 0: enough of them, in every exercise; 1: too few in one."
        })
final class MutateCommand implements Callable<Integer> {
    private static final String TABLE_ROW = "%-44.44s %8s %7s %9s %11s %6s";

    /** What became of the mutants of one exercise. */
    private record Count(Exercise exercise, int killed, int survived, int equivalent) {
        /** Per cent; an exercise without mutants has nothing that its tests could miss. */
        int score() {
            return killed + survived == 0 ? 100 : 100 * killed / (killed + survived);
        }

        String row() {
            return String.format(
                    Locale.ROOT,
                    TABLE_ROW,
                    exercise,
                    killed + survived + equivalent,
                    killed,
                    survived,
                    equivalent,
                    score() + " %");
        }
    }

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    CourseCommands parent;

    @Parameters(
            arity = "0..1",
            paramLabel = "ID|PART",
            description = "An exercise such as 1.2 or a part such as 1; else all.")
    Optional<String> what = Optional.empty();

    @Option(
            names = "--min",
            paramLabel = "PERCENT",
            defaultValue = "90",
            description = "The least share of mutants to be killed in each exercise (default: ${DEFAULT-VALUE}).")
    int min;

    @Option(
            names = {"-v", "--verbose"},
            description = "Shows the killed mutants, too.")
    boolean verbose;

    private final List<String> rows = new ArrayList<>();
    private boolean enough = true;

    @Override
    public Integer call() throws Exception {
        Desk desk = parent.main.desk();
        if (min < 0 || min > 100) {
            throw WorkbookException.usage("--min is a percentage from 0 to 100, not " + min);
        }
        List<Exercise> exercises =
                what.isPresent() ? desk.exercises(what.get()) : desk.course().exercises();
        for (Part part : desk.course().parts()) {
            List<Exercise> here = exercises.stream()
                    .filter(exercise -> exercise.part().equals(part))
                    .toList();
            if (!here.isEmpty()) {
                mutate(desk, part, here);
            }
        }
        desk.console().line();
        desk.console()
                .line(
                        Style.BOLD,
                        String.format(
                                Locale.ROOT,
                                TABLE_ROW,
                                "exercise",
                                "mutants",
                                "killed",
                                "survived",
                                "equivalent",
                                "score"));
        rows.forEach(desk.console()::line);
        return enough ? 0 : 1;
    }

    private void mutate(Desk desk, Part part, List<Exercise> exercises)
            throws WorkbookException, CourseException, IOException, InterruptedException {
        Checker.Course finished = desk.layout().finished(desk.course(), part);
        EquivalentMutants equivalent = EquivalentMutants.read(desk.layout().root(), part);
        int workers = Runtime.getRuntime().availableProcessors();
        try (Mutants mutants = mutants(part, finished);
                MutationRun run = new MutationRun(desk.layout().worker(part), finished, workers)) {
            for (Exercise exercise : exercises) {
                switch (exercise.page().kind()) {
                    case WRITE -> count(desk.console(), exercise, mutants, equivalent, run);
                    case PROPERTY -> judge(desk.console(), exercise, run);
                    case MEASURE -> rows.add(exercise + ": nothing to run, it is a measurement");
                }
            }
        }
    }

    private static Mutants mutants(Part part, Checker.Course finished) {
        List<Path> others = new ArrayList<>(finished.jars());
        others.addAll(finished.libraries());
        return new Mutants(part, finished.jars().getFirst(), others);
    }

    private void count(
            Console console, Exercise exercise, Mutants mutants, EquivalentMutants equivalent, MutationRun run)
            throws CourseException, IOException, InterruptedException {
        List<Mutation> mutations = mutants.of(exercise);
        Set<Mutation> survivors = run.survivors(exercise, mutants, mutations);
        int survived = 0;
        console.line(
                exercise + ": " + Desk.numbered(mutations.size(), "mutant") + ", " + survivors.size() + " not killed");
        for (Mutation mutation : mutations) {
            boolean listed = equivalent.contains(mutation);
            if (verbose && !survivors.contains(mutation)) {
                console.line(Style.DIM, "  killed: " + mutation);
            }
            if (survivors.contains(mutation) && !listed) {
                survived++;
                console.line(Style.RED, "  survived: " + mutation);
                console.line("      " + mutation.key());
            } else if (listed && !survivors.contains(mutation)) {
                console.line(Style.YELLOW, "  killed, though listed as equivalent: " + mutation.key());
            }
        }
        int listed = survivors.size() - survived;
        Count count = new Count(exercise, mutations.size() - survivors.size(), survived, listed);
        boolean reached = count.score() >= min;
        enough &= reached;
        rows.add(count.row() + (reached ? "" : "  below " + min + " %"));
    }

    /** The answer to such an exercise is a test: what it must notice are the exercise's mistakes. */
    private void judge(Console console, Exercise exercise, MutationRun run)
            throws CourseException, IOException, InterruptedException {
        List<Mistake> mistakes = exercise.mistakes();
        console.line(exercise + ": " + Desk.numbered(mistakes.size(), "faulty program"));
        Set<Mistake> survivors = run.survivors(exercise, mistakes);
        for (Mistake mistake : survivors) {
            console.line(Style.RED, "  survived: " + Slashes.of(mistake.file()));
        }
        enough &= survivors.isEmpty();
        rows.add(exercise + ": judged by faulty programs, " + (mistakes.size() - survivors.size()) + " of "
                + mistakes.size() + " caught");
    }

    /** Returns what is wrong with the lists of equivalent mutants. Makes the mutants, and runs no test. */
    static List<Problem> drift(Desk desk) throws WorkbookException, CourseException, IOException {
        List<Problem> problems = new ArrayList<>();
        for (Part part : desk.course().parts()) {
            EquivalentMutants equivalent = EquivalentMutants.read(desk.layout().root(), part);
            List<Mutation> today = new ArrayList<>();
            // Without an entry there is nothing to compare, and PIT need not be loaded.
            if (!equivalent.isEmpty()) {
                try (Mutants mutants = mutants(part, desk.layout().finished(desk.course(), part))) {
                    for (Exercise exercise : part.exercises()) {
                        today.addAll(mutants.of(exercise));
                    }
                }
            }
            problems.addAll(equivalent.problems(today));
        }
        return problems;
    }
}
