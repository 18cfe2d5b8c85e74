package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kvs.workbook.check.Ending;
import kvs.workbook.check.Failure;
import kvs.workbook.check.Stack;
import kvs.workbook.check.TestName;
import kvs.workbook.check.TestOutcome;
import kvs.workbook.course.Course;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaughtTest {
    private static final String ASSERTION = "org.opentest4j.AssertionFailedError";

    private final Caught caught = Caught.parse(ToyCourse.CAUGHT_TEXT);

    @TempDir
    private Path root;

    private Course course;

    @BeforeEach
    void open() throws CourseException {
        ToyCourse.in(root);
        course = Course.open(root);
    }

    private Optional<String> probably(String id, TestOutcome... failed) {
        Exercise exercise = course.exercise(id).orElseThrow();
        return caught.probably(exercise, List.of(failed));
    }

    private static TestOutcome failed(String method, String message) {
        return failed(method, ASSERTION, message);
    }

    private static TestOutcome failed(String method, String throwable, String message) {
        Failure failure = new Failure(
                throwable, message, new Stack(List.of(), 0), List.of(), Optional.empty(), Optional.empty(), "");
        return outcome(method, new Ending.Failed(failure));
    }

    private static TestOutcome outcome(String method, Ending ending) {
        return new TestOutcome(new TestName(method, method, "toy.CounterTest", method), ending, Duration.ZERO);
    }

    @Test
    void what_is_written_is_read_again() throws IOException {
        assertThat(caught.text()).isEqualTo(ToyCourse.CAUGHT_TEXT);
        assertThat(caught.mistakes()).containsOnlyKeys("1.1-by-twos", "1.1-zero", "1.2-once", "1.2-starts-at-one");
        assertThat(caught.mistakes().get("1.2-starts-at-one"))
                .isEqualTo(Map.of(
                        "toy.CounterTest#starts_over", "did       startOver(), startOver()\nexpected  0\ngot       1"));
        assertThat(Caught.read(root, course.parts().getFirst())).isEqualTo(caught);
    }

    @Test
    void a_file_that_is_missing_is_an_empty_one() throws IOException {
        assertThat(Caught.read(root.resolve("elsewhere"), course.parts().getFirst())
                        .mistakes())
                .isEmpty();
    }

    @Test
    void lines_that_belong_to_nothing_do_no_harm() {
        assertThat(Caught.parse("   lost\n-- lost\nlost\n== 1.1-zero\n").mistakes())
                .isEqualTo(Map.of("1.1-zero", Map.of()));
    }

    @Test
    void the_same_tests_with_the_same_words_are_that_mistake() {
        assertThat(probably(
                        "1.1",
                        failed("counts_one", "did       next()\nexpected  1\ngot       0"),
                        failed("goes_on_counting", "did       next(), next()\nexpected  2\ngot       0")))
                .contains("1.1-zero");
        assertThat(probably(
                        "1.1",
                        failed("counts_one", "did       next()\nexpected  1\ngot       2"),
                        failed("goes_on_counting", "did       next(), next()\nexpected  2\ngot       4")))
                .contains("1.1-by-twos");
    }

    @Test
    void blanks_at_the_ends_of_lines_and_empty_lines_make_no_difference() {
        assertThat(probably(
                        "1.2",
                        failed("starts_over", "did       startOver(), startOver()  \n\nexpected  0\ngot       1\n")))
                .contains("1.2-starts-at-one");
    }

    @Test
    void one_test_that_says_something_else_is_another_mistake() {
        assertThat(probably(
                        "1.1",
                        failed("counts_one", "did       next()\nexpected  1\ngot       0"),
                        failed("goes_on_counting", "did       next(), next()\nexpected  2\ngot       7")))
                .isEmpty();
    }

    @Test
    void a_test_more_or_less_is_another_mistake() {
        assertThat(probably("1.1", failed("counts_one", "did       next()\nexpected  1\ngot       0")))
                .isEmpty();
        assertThat(probably(
                        "1.2",
                        failed("starts_over", "did       startOver(), startOver()\nexpected  0\ngot       1"),
                        failed("starts_under", "did       startUnder()")))
                .isEmpty();
    }

    @Test
    void what_two_mistakes_look_like_is_neither() {
        caught.mistakes().put("1.2-once-more", caught.mistakes().get("1.2-starts-at-one"));

        assertThat(probably(
                        "1.2", failed("starts_over", "did       startOver(), startOver()\nexpected  0\ngot       1")))
                .isEmpty();
    }

    @Test
    void exceptions_of_the_JDK_alone_are_no_evidence() {
        String thrown = "java.lang.IndexOutOfBoundsException";
        caught.mistakes().put("1.2-outside", new TreeMap<>(Map.of("toy.CounterTest#starts_over", thrown + ": 3")));

        assertThat(probably("1.2", failed("starts_over", thrown, "3"))).isEmpty();

        caught.mistakes().get("1.2-outside").put("toy.CounterTest#counts", "did       twice()");
        assertThat(probably("1.2", failed("starts_over", thrown, "3"), failed("counts", "did       twice()")))
                .contains("1.2-outside");
    }

    @Test
    void tests_of_no_mistake_are_close_to_none() {
        assertThat(probably("1.1", failed("something_else", "did       next()")))
                .isEmpty();
        assertThat(probably("1.1")).isEmpty();
    }

    @Test
    void a_mistake_of_another_exercise_is_not_meant() {
        assertThat(probably(
                        "1.1", failed("starts_over", "did       startOver(), startOver()\nexpected  0\ngot       1")))
                .isEmpty();
    }

    @Test
    void only_failures_count_and_an_exception_says_its_name() {
        assertThat(Caught.words(List.of(
                        outcome("passes", new Ending.Passed()),
                        outcome("skipped", new Ending.Skipped("later")),
                        failed("asserts", "java.lang.AssertionError", "two  \n\nlines"),
                        failed("throws", "java.lang.IllegalStateException", ""),
                        failed("says_more", "java.lang.IllegalStateException", "more"))))
                .isEqualTo(Map.of(
                        "toy.CounterTest#asserts", "two\nlines",
                        "toy.CounterTest#throws", "java.lang.IllegalStateException",
                        "toy.CounterTest#says_more", "java.lang.IllegalStateException: more"));
    }
}
