package kvs.sharded;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Tries every order in which the workers of a {@link SteppedServer} can run their messages. */
final class Schedules {
    /** For each choice of the current run: what was taken, and how many there were. */
    private final List<int[]> choices = new ArrayList<>();

    private int at;
    private int runs;

    private Schedules() {}

    /** A run: starts a server and its clients, takes {@code choice.applyAsInt(n)} of n for each decision, and checks. */
    @FunctionalInterface
    interface Run {
        void with(IntUnaryOperator choice);
    }

    /**
     * Runs {@code run} with every series of choices, up to {@code maxRuns}.
     *
     * @return the number of runs
     */
    static int all(int maxRuns, Run run) {
        Schedules schedules = new Schedules();
        do {
            schedules.at = 0;
            run.with(schedules::choose);
            schedules.runs++;
        } while (schedules.runs < maxRuns && schedules.advance());
        return schedules.runs;
    }

    /** Lets the workers run in the chosen order until no message is left. */
    static void run(SteppedServer server, IntUnaryOperator choice) {
        for (List<Integer> ready = server.ready(); !ready.isEmpty(); ready = server.ready()) {
            server.step(ready.get(choice.applyAsInt(ready.size())));
        }
    }

    private int choose(int options) {
        if (options == 1) {
            return 0;
        }
        if (at == choices.size()) {
            choices.add(new int[] {0, options});
        }
        return choices.get(at++)[0];
    }

    /** Moves on to the next series; returns false after the last. */
    private boolean advance() {
        while (!choices.isEmpty()) {
            int[] last = choices.getLast();
            if (++last[0] < last[1]) {
                return true;
            }
            choices.removeLast();
        }
        return false;
    }
}
