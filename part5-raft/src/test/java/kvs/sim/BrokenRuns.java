package kvs.sim;

import java.io.IOException;

/** Runs of the simulator around a broken Raft: {@link BrokenRaft} loads this class in a class loader of its own. */
final class BrokenRuns {
    private BrokenRuns() {}

    /**
     * Runs seeds from {@code from} on until one breaks a rule.
     *
     * @return the number of seeds that were run and the name of the rule, with a space between them; empty if none of
     *     {@code seeds} seeds broke a rule
     */
    public static String firstViolation(long from, int seeds) {
        for (int i = 0; i < seeds; i++) {
            Violation violation =
                    Simulation.run(PlanDraw.draw(from + i), Trace.OFF).violation();
            if (violation != null) {
                return (i + 1) + " " + violation.rule();
            }
        }
        return "";
    }

    /** Returns whether the plan of the first violation becomes smaller, and breaks the same rule when read from its text. */
    public static boolean shrinksToTheSameRule(int seeds) throws IOException {
        int run = Integer.parseInt(firstViolation(1, seeds).split(" ", -1)[0]);
        Outcome outcome = Simulation.run(PlanDraw.draw(run), Trace.OFF);
        Outcome shrunk = Shrinker.shrink(outcome, 100);
        Plan read = PlanText.parse(PlanText.format(shrunk.plan()).lines().toList());
        Violation again = Simulation.run(read, Trace.OFF).violation();
        return again != null
                && outcome.violation() != null
                && again.rule() == outcome.violation().rule()
                && read.faults().size() <= outcome.plan().faults().size();
    }
}
