package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import kvs.workbook.check.Checker;
import kvs.workbook.check.JvmCommand;
import kvs.workbook.check.Sources;
import kvs.workbook.course.Course;
import kvs.workbook.course.Part;
import kvs.workbook.course.Problem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Breaks every rule that takes a test run to find out, once. One worker proves all of these courses. */
@TestInstance(Lifecycle.PER_CLASS)
class CourseProofTest {
    private static final String PAGE = ToyCourse.PAGE;

    /** Not deleted in between: the compiler keeps the jars of the last course open. */
    @TempDir
    private static Path all;

    private Path root;
    private Checker checker;
    private ToyCourse course;

    @BeforeAll
    void startWorker() throws IOException {
        checker = new Checker(JvmCommand.of(Sources.LIBRARIES, Optional.empty()));
    }

    @AfterAll
    void endWorker() throws IOException {
        checker.close();
    }

    @BeforeEach
    void make() throws IOException {
        root = Files.createTempDirectory(all, "course");
        course = ToyCourse.in(root);
    }

    private CourseProof proof() throws Exception {
        Course open = Course.open(root);
        Part part = open.parts().getFirst();
        CourseProof proof = new CourseProof(part);
        for (Proof one : proof.proofs()) {
            one.run(checker, new Layout(root).finished(open, part));
        }
        proof.conclude();
        return proof;
    }

    private void finds(String... problems) throws Exception {
        assertThat(proof().problems()).extracting(Problem::toString).containsExactly(problems);
    }

    private void addTest(String test) {
        course.replace(ToyCourse.TESTS, "    static void same(", test.indent(4) + "\n    static void same(")
                .built();
    }

    @Test
    void a_good_course_has_no_problem_and_the_report_says_which_test_caught_which_mistake_with_what_words()
            throws Exception {
        CourseProof proof = proof();

        assertThat(proof.problems()).isEmpty();
        assertThat(proof.caught().text()).isEqualTo(ToyCourse.CAUGHT_TEXT);
        assertThat(proof.report())
                .containsSubsequence(
                        "1.1 Counting: 2 of 2 tests fail on the starter, all pass on the reference",
                        "  1.1-by-twos is caught by 2 tests, such as",
                        "    toy.CounterTest#counts_one",
                        "      did       next()",
                        "      expected  1",
                        "      got       2",
                        "1.2 By twos: 3 of 3 tests fail on the starter, all pass on the reference",
                        "  1.2-starts-at-one is caught by 1 test, such as",
                        "    toy.CounterTest#starts_over",
                        "      did       startOver(), startOver()",
                        "      expected  0",
                        "      got       1");
    }

    @Test
    void a_mistake_that_survives() throws Exception {
        String body = "return count < 2 ? ++count : 0;";
        course.with(ToyCourse.MISTAKES + "1.1-zero.java", ToyCourse.mistake("next", body, "it stops at two"));

        finds("solutions/part1-toy/mistakes/1.1-zero.java: survives: all 2 tests of exercise 1.1 pass with it");
    }

    @Test
    void a_mistake_that_does_not_compile() throws Exception {
        course.with(ToyCourse.MISTAKES + "1.1-zero.java", ToyCourse.mistake("next", "return \"0\";", "it is a text"));

        finds("solutions/part1-toy/mistakes/1.1-zero.java: does not compile in its place: toy/Counter.java:13: "
                + "incompatible types: java.lang.String cannot be converted to int");
    }

    @Test
    void a_mistake_that_ends_the_worker_is_caught() throws Exception {
        course.with(
                ToyCourse.MISTAKES + "1.1-zero.java",
                ToyCourse.mistake("next", "System.exit(3);\nreturn 0;", "it leaves"));

        CourseProof proof = proof();

        assertThat(proof.problems()).isEmpty();
        assertThat(proof.report())
                .contains("  1.1-zero is caught: it ends the worker (Exited) in toy.CounterTest#counts_one");
        assertThat(proof.caught().text()).contains("== 1.1-zero\n-- toy.CounterTest#counts_one\n   Exited\n");
    }

    @Test
    void a_test_that_passes_on_the_starter() throws Exception {
        addTest("@Test @Tag(\"1.1\") void is_there() { new Counter(); }");

        finds(PAGE + ": the test toy.CounterTest#is_there does not fail on the starter: it is passed");
    }

    @Test
    void a_test_that_fails_on_the_starter_for_another_reason() throws Exception {
        addTest("""
                @Test @Tag("1.1") void hides_the_reason() {
                    try {
                        counter.next();
                    } catch (UnsupportedOperationException e) {
                        throw new IllegalStateException("hidden");
                    }
                }
                """);

        finds(PAGE + ": the test toy.CounterTest#hides_the_reason fails on the starter through "
                + "java.lang.IllegalStateException, neither an assertion nor \"not written yet\"");
    }

    @Test
    void a_starter_that_does_not_compile() throws Exception {
        // The body of a constructor goes, and with it the only call that the superclass would take.
        course.replace(ToyCourse.COUNTER, "    private int count;\n", """
                            private int count;

                            static class Start {
                                Start(int at) {}
                            }

                            static final class Zero extends Start {
                                /** @exercise 1.1 */
                                Zero() {
                                    super(0);
                                }
                            }
                        """).built();

        String reason = ": its starter does not compile: toy/Counter.java:13: constructor Start in class "
                + "toy.Counter.Start cannot be applied to given types;";
        assertThat(proof().problems())
                .extracting(problem -> problem.toString().lines().findFirst())
                .containsExactly(Optional.of(PAGE + reason), Optional.of(ToyCourse.PAGE_2 + reason));
    }

    @Test
    void a_reference_that_fails_a_test() throws Exception {
        addTest("@Test @Tag(\"1.1\") void starts_at_seven() { same(\"next()\", 7, counter.next()); }");

        CourseProof proof = proof();
        assertThat(proof.report())
                .contains("1.1 Counting: 3 of 3 tests fail on the starter, not all pass on the reference");
        assertThat(proof.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        PAGE
                                + ": the reference fails toy.CounterTest#starts_at_seven: did       next()\nexpected  7\ngot       1");
    }

    @Test
    void no_test_with_the_tag() throws Exception {
        course.replace(ToyCourse.TESTS, "@Tag(\"1.2\")", "@Tag(\"1.9\")").built();

        finds(ToyCourse.PAGE_2 + ": no test carries the tag 1.2");
    }

    @Test
    void a_test_that_does_not_run() throws Exception {
        addTest("@Test @Tag(\"1.1\") @Disabled(\"later\") void later() { counter.next(); }");

        finds(
                PAGE + ": the test toy.CounterTest#later does not fail on the starter: it is skipped",
                PAGE + ": the test later is skipped on the reference, which is not a pass");
    }

    @Test
    void a_measurement_has_nothing_to_run() throws Exception {
        course.replace(ToyCourse.PAGE_2, "minutes: 10", "minutes: 10\nkind: measure");

        assertThat(proof().report()).contains("1.2 By twos: nothing to run, it is a measurement");
    }

    private static final String WRONG = "solutions/part1-toy/wrong-answers.txt";

    @Test
    void of_each_wrong_answer_the_workbook_says_what_it_may() throws Exception {
        course.with(WRONG, """
                == 1.1 minus-one
                may nothing
                - count++;
                + count--;

                == 1.1 never-written
                says 1.1-zero
                - count++;
                - return count;
                + return count;

                == 1.2 one-and-a-half
                may 1.2-once 1.2-starts-at-one
                - next();
                - return next();
                + return next() + 2;
                """);

        CourseProof proof = proof();

        assertThat(proof.problems()).isEmpty();
        assertThat(proof.report()).contains("part1-toy: of 3 wrong answers, probably is right for 1 and absent for 2");
        assertThat(proof.caught().text()).isEqualTo(ToyCourse.CAUGHT_TEXT);
    }

    @Test
    void what_may_not_be_said_of_a_wrong_answer_and_what_is_not_said_is_a_problem() throws Exception {
        course.with(WRONG, """
                == 1.1 never-written
                may 1.1-by-twos
                - count++;
                - return count;
                + return count;

                == 1.1 minus-one
                says 1.1-zero
                - count++;
                + count--;

                == 1.1 right
                may nothing
                - count++;
                + ++count;
                """);

        finds(
                WRONG + ":1: 1.1-never-written: the workbook says that it is probably 1.1-zero, which is wrong",
                WRONG + ":7: 1.1-minus-one: the workbook does not say that it is probably 1.1-zero",
                WRONG + ":12: 1.1-right: survives: all 2 tests of exercise 1.1 pass with it");
    }

    @Test
    void a_wrong_answer_that_cannot_be_made_is_a_problem_and_hides_no_other() throws Exception {
        course.with(WRONG, """
                # A comment.
                == 1.9 of-no-exercise
                may nothing
                - count++;
                + count--;

                == 1.1 of-no-mistake
                may 1.1-zero 1.1-nought
                - count++;
                + count--;

                == 1.1 nowhere
                may nothing
                - count += 1;
                + count--;

                == 1.2 in-another-exercise
                may nothing
                - count++;
                + count--;

                == 1.1 says-nothing
                - count++;
                + count--;

                == 1.1 demands-nothing
                says nothing
                - count++;
                + count--;

                == 1.1 not-a-change
                may nothing
                count--;

                == 1.1 never-written
                may 1.1-by-twos
                - count++;
                - return count;
                + return count;
                """);

        finds(
                WRONG + ":2: a wrong answer begins with == and an exercise of part1-toy and a slug",
                WRONG + ":7: 1.1-nought is no mistake of exercise 1.1",
                WRONG + ":14: 'count += 1;' stands 0 times in the methods of exercise 1.1, not once",
                WRONG + ":19: 'count++;' stands 0 times in the methods of exercise 1.2, not once",
                WRONG + ":22: has 0 lines with may or says and 1 changes; wanted are one and at least one",
                WRONG + ":26: nothing stands alone, after may",
                WRONG + ":33: 'count--;' is neither may, says, a line with - or +, nor a comment",
                WRONG + ":35: 1.1-never-written: the workbook says that it is probably 1.1-zero, which is wrong");
    }
}
