package kvs.workbook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kvs.workbook.course.Exercise;
import picocli.CommandLine.Command;

/** For {@code benchmarks/run workbook}: how long a check takes in a process that has done some, as in the watch. */
@Command(name = "time-checks", hidden = true, description = "Times the warm check of every exercise.")
final class TimeChecks extends DeskCommand {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 10;

    @Override
    int run(Desk desk) throws Exception {
        List<Double> all = new ArrayList<>();
        try (Examiner examiner = new Examiner(desk)) {
            for (Exercise exercise : desk.course().exercises()) {
                List<Double> seconds = new ArrayList<>();
                for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                    long start = System.nanoTime();
                    Verdict verdict = examiner.examine(exercise);
                    double took = (System.nanoTime() - start) / 1e9;
                    if (!(verdict instanceof Verdict.Passed)) {
                        throw WorkbookException.workToDo(
                                "exercise " + exercise.id() + " does not pass; solve it first");
                    }
                    if (round >= WARM_UP) {
                        seconds.add(took);
                    }
                }
                all.addAll(seconds);
                print(desk, "check " + exercise.id() + ", warm", seconds);
            }
        }
        print(desk, "check, warm, over all exercises", all);
        return 0;
    }

    private static void print(Desk desk, String name, List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        double median = (sorted.get(sorted.size() / 2) + sorted.get((sorted.size() - 1) / 2)) / 2;
        desk.console()
                .line(String.format(
                        Locale.ROOT,
                        "%-40s %6.3f s   (%.3f to %.3f)",
                        name,
                        median,
                        sorted.getFirst(),
                        sorted.getLast()));
    }
}
