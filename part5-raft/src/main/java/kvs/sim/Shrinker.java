package kvs.sim;

import java.util.ArrayList;
import java.util.List;
import kvs.sim.Plan.Shape;

/**
 * Makes a plan that breaks a rule smaller, as long as it breaks the same rule: fewer faults, lower rates, fewer clients and
 * operations, a shorter run. Delta debugging (Zeller and Hildebrandt, 2002): drops half of the faults, then quarters, and so
 * on down to single ones.
 */
final class Shrinker {
    private final Rule rule;
    private int runsLeft;
    private Outcome smallest;

    private Shrinker(Outcome broken, int maxRuns) {
        Violation violation = broken.violation();
        if (violation == null) {
            throw new IllegalArgumentException("Only a plan that breaks a rule can be shrunk");
        }
        this.rule = violation.rule();
        this.smallest = broken;
        this.runsLeft = maxRuns;
    }

    /**
     * Returns the outcome of the smallest plan that was found.
     *
     * @param maxRuns how many plans are tried, at most
     */
    static Outcome shrink(Outcome broken, int maxRuns) {
        Shrinker shrinker = new Shrinker(broken, maxRuns);
        int before;
        do {
            before = size(shrinker.smallest.plan());
            shrinker.endEarlier();
            shrinker.dropFaults();
            shrinker.lowerRates();
            shrinker.fewerClients();
        } while (size(shrinker.smallest.plan()) < before && shrinker.runsLeft > 0);
        return shrinker.smallest;
    }

    private static int size(Plan plan) {
        Rates rates = plan.rates();
        return plan.faults().size()
                + plan.shape().clients()
                + plan.shape().operations()
                + rates.lossPercent()
                + rates.duplicatePercent()
                + rates.reorderPercent();
    }

    /** Ends the faults soon after the violation, where it was seen among them. */
    private void endEarlier() {
        Plan plan = smallest.plan();
        if (smallest.micros() < plan.shape().faultMicros()) {
            keepIfBroken(plan.withShape(
                    with(plan.shape(), plan.shape().clients(), plan.shape().operations(), smallest.micros() + 1)));
        }
    }

    private void dropFaults() {
        int chunk = Math.max(1, smallest.plan().faults().size() / 2);
        while (chunk >= 1 && runsLeft > 0) {
            boolean dropped = false;
            for (int at = 0; at < smallest.plan().faults().size() && runsLeft > 0; ) {
                List<Fault> fewer = new ArrayList<>(smallest.plan().faults());
                fewer.subList(at, Math.min(at + chunk, fewer.size())).clear();
                if (keepIfBroken(smallest.plan().withFaults(fewer))) {
                    dropped = true;
                } else {
                    at += chunk;
                }
            }
            if (!dropped || chunk > 1) {
                chunk /= 2;
            }
        }
    }

    private void lowerRates() {
        Rates rates = smallest.plan().rates();
        if (rates.lossPercent() > 0) {
            keepIfBroken(smallest.plan()
                    .withRates(with(smallest.plan().rates(), 0, rates.duplicatePercent(), rates.reorderPercent())));
        }
        if (rates.duplicatePercent() > 0) {
            keepIfBroken(smallest.plan()
                    .withRates(with(
                            smallest.plan().rates(),
                            smallest.plan().rates().lossPercent(),
                            0,
                            rates.reorderPercent())));
        }
        if (rates.reorderPercent() > 0) {
            Rates now = smallest.plan().rates();
            keepIfBroken(smallest.plan().withRates(with(now, now.lossPercent(), now.duplicatePercent(), 0)));
        }
    }

    private void fewerClients() {
        while (smallest.plan().shape().clients() > 1 && runsLeft > 0) {
            Shape shape = smallest.plan().shape();
            if (!keepIfBroken(smallest.plan()
                    .withShape(with(shape, shape.clients() - 1, shape.operations(), shape.faultMicros())))) {
                break;
            }
        }
        while (smallest.plan().shape().operations() > 1 && runsLeft > 0) {
            Shape shape = smallest.plan().shape();
            if (!keepIfBroken(smallest.plan()
                    .withShape(with(shape, shape.clients(), shape.operations() / 2, shape.faultMicros())))) {
                break;
            }
        }
    }

    private boolean keepIfBroken(Plan plan) {
        runsLeft--;
        Outcome outcome = Simulation.run(plan, Trace.OFF);
        Violation violation = outcome.violation();
        if (violation == null || violation.rule() != rule) {
            return false;
        }
        smallest = outcome;
        return true;
    }

    private static Rates with(Rates rates, int loss, int duplicate, int reorder) {
        return new Rates(
                loss,
                duplicate,
                reorder,
                rates.minDelayMicros(),
                rates.maxDelayMicros(),
                rates.forceMicros(),
                rates.forcesOutOfOrder());
    }

    private static Shape with(Shape shape, int clients, int operations, long faultMicros) {
        return new Shape(
                shape.voters(),
                shape.learners(),
                clients,
                operations,
                shape.keys(),
                shape.thinkMicros(),
                shape.readPercent(),
                shape.sessionPercent(),
                faultMicros,
                shape.driftPermille(),
                shape.encoded());
    }
}
