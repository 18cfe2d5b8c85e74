package kvs.workbook;

import java.util.Comparator;
import java.util.List;
import kvs.workbook.check.Ending;
import kvs.workbook.check.TestOutcome;

/** The order in which a card shows the facts that do not hold. */
final class FailedFacts {
    private FailedFacts() {}

    /** The outcomes that are no pass: examples before properties, and those of a class in the order of its source. */
    static List<TestOutcome> inOrder(List<TestOutcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> !(outcome.ending() instanceof Ending.Passed))
                .sorted(Comparator.comparing((TestOutcome outcome) ->
                                outcome.test().className().endsWith("Properties"))
                        .thenComparing(outcome -> outcome.test().className())
                        .thenComparingInt(FailedFacts::lineInTest))
                .toList();
    }

    /** Tests of one class are told in the order in which they stand there: the simple ones first. */
    private static int lineInTest(TestOutcome outcome) {
        if (outcome.ending() instanceof Ending.Failed(var failure)) {
            return failure.stack().frames().stream()
                    .filter(frame -> frame.className().equals(outcome.test().className())
                            && frame.method().equals(outcome.test().method()))
                    .mapToInt(frame -> frame.line())
                    .findFirst()
                    .orElse(Integer.MAX_VALUE);
        }
        return 0;
    }
}
