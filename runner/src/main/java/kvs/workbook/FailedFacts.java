package kvs.workbook;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kvs.workbook.check.Ending;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.ExerciseId;

/**
 * The order in which a card shows the facts that do not hold: first the one that explains the fault.
 *
 * <p>One fault often fails many tests, most of them from a distance: whatever is wrong with an append, a batch of writes
 * cannot be read. The class of tests that explains is the one with the rarest failure, that is, with a test that the
 * fewest of the exercise's mistakes fail. Within a class the order is that of its source, where the simple facts stand
 * first. Examples come before properties, whose input was found by chance.
 */
final class FailedFacts {
    private final Caught caught;
    private final ExerciseId exercise;

    /** @param caught which tests fail on which mistake */
    FailedFacts(Caught caught, ExerciseId exercise) {
        this.caught = caught;
        this.exercise = exercise;
    }

    /** The outcomes that are no pass. */
    List<TestOutcome> inOrder(List<TestOutcome> outcomes) {
        List<TestOutcome> failed = outcomes.stream()
                .filter(outcome -> !(outcome.ending() instanceof Ending.Passed))
                .toList();
        Map<String, Long> rarest = new HashMap<>();
        for (TestOutcome outcome : failed) {
            rarest.merge(outcome.test().className(), caught.mistakesThatFail(exercise, outcome), Math::min);
        }
        return failed.stream()
                .sorted(Comparator.comparing((TestOutcome outcome) ->
                                outcome.test().className().endsWith("Properties"))
                        .thenComparing(
                                outcome -> rarest.getOrDefault(outcome.test().className(), 0L))
                        .thenComparing(outcome -> outcome.test().className())
                        .thenComparingInt(FailedFacts::lineInTest))
                .toList();
    }

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
