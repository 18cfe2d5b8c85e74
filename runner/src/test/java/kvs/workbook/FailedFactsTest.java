package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kvs.workbook.check.Ending;
import kvs.workbook.check.Failure;
import kvs.workbook.check.Frame;
import kvs.workbook.check.Stack;
import kvs.workbook.check.TestName;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.ExerciseId;
import org.junit.jupiter.api.Test;

/** A far-off test fails on every mistake of 1.1, a near one on one of them. */
class FailedFactsTest {
    private static final Caught CAUGHT = Caught.parse("""
            == 1.1-one
            -- toy.AllTest#reads_a_batch
            -- toy.AllTest#reads_what_was_written
            == 1.1-two
            -- toy.AllTest#reads_a_batch
            -- toy.AppendTest#takes_a_short_write
            == 1.1-three
            -- toy.AllTest#reads_a_batch
            -- toy.AllTest#reads_what_was_written
            == 1.2-another
            -- toy.AppendTest#takes_a_short_write
            -- toy.AppendTest#takes_another
            """);

    private static List<String> order(TestOutcome... outcomes) {
        return new FailedFacts(CAUGHT, new ExerciseId(1, 1))
                .inOrder(List.of(outcomes)).stream()
                        .map(outcome -> outcome.test().method())
                        .toList();
    }

    private static TestOutcome failed(String className, String method, int line) {
        Stack stack = new Stack(List.of(new Frame(className, method, "Test.java", line)), 0);
        Failure failure =
                new Failure("java.lang.AssertionError", "", stack, List.of(), Optional.empty(), Optional.empty(), "");
        return outcome(className, method, new Ending.Failed(failure));
    }

    private static TestOutcome outcome(String className, String method, Ending ending) {
        return new TestOutcome(new TestName(method, method, className, method), ending, Duration.ZERO);
    }

    @Test
    void the_class_with_the_rarest_failure_comes_first() {
        assertThat(order(
                        failed("toy.AllTest", "reads_a_batch", 10),
                        failed("toy.AllTest", "reads_what_was_written", 20),
                        failed("toy.AppendTest", "takes_a_short_write", 30)))
                .containsExactly("takes_a_short_write", "reads_a_batch", "reads_what_was_written");
    }

    @Test
    void within_a_class_the_order_is_that_of_the_source() {
        assertThat(order(
                        failed("toy.AllTest", "reads_what_was_written", 20),
                        failed("toy.AllTest", "reads_a_batch", 10),
                        outcome("toy.AllTest", "is_disabled", new Ending.Skipped("later"))))
                .containsExactly("is_disabled", "reads_a_batch", "reads_what_was_written");
    }

    @Test
    void properties_come_last_however_rare() {
        assertThat(order(failed("toy.AppendProperties", "unheard_of", 1), failed("toy.AllTest", "reads_a_batch", 10)))
                .containsExactly("reads_a_batch", "unheard_of");
    }

    @Test
    void among_equals_the_name_of_the_class_decides() {
        assertThat(order(failed("toy.ZTest", "last", 1), failed("toy.BTest", "first", 10)))
                .containsExactly("first", "last");
    }

    @Test
    void what_passed_is_left_out() {
        assertThat(order(outcome("toy.AllTest", "reads_a_batch", new Ending.Passed())))
                .isEmpty();
    }
}
