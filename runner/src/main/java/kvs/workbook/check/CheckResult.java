package kvs.workbook.check;

import java.util.List;
import java.util.Optional;

/** The verdict on a learner's code. Only a {@link Ran} that {@link Ran#passed() passed} is a pass. */
public sealed interface CheckResult permits NotCompiled, CheckResult.Ran, CheckResult.NoTests, CheckResult.Died {

    /**
     * Every test came to an end.
     *
     * @param outcomes at least one, in the order of their endings; a class that failed is in it beside its tests
     * @param printed what the tests and the code under test wrote to the console, bounded
     */
    record Ran(List<TestOutcome> outcomes, String printed) implements CheckResult {
        public Ran {
            outcomes = List.copyOf(outcomes);
        }

        public boolean passed() {
            return outcomes.stream().allMatch(outcome -> outcome.ending() instanceof Ending.Passed);
        }
    }

    /**
     * Nothing was found to run, which is never a pass: most often the course itself is broken.
     *
     * @param failure what stood in the way of looking for tests, if something did
     */
    record NoTests(Optional<Failure> failure, String printed) implements CheckResult {}

    /** The worker ended first; {@code outcomes} are those known by then. */
    record Died(CauseOfDeath cause, List<TestOutcome> outcomes, String printed) implements CheckResult {
        public Died {
            outcomes = List.copyOf(outcomes);
        }
    }
}
