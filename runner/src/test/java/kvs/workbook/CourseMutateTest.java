package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./workbook course mutate}, and what {@code course verify} says of the list of equivalent mutants. */
class CourseMutateTest {
    private static final String EQUIVALENT = "solutions/part1-toy/equivalent.txt";

    /** {@code count} is 0 there, so 0 is what the finished code returns. */
    private static final String SURVIVOR = "1.2 Counter.startOver PRIMITIVE_RETURNS 1: return count;";

    @TempDir
    private Path root;

    private ToyCourse course;

    @BeforeEach
    void make() {
        course = ToyCourse.in(root).proved();
    }

    @Test
    void counts_the_mutants_that_the_tests_kill() {
        ToyCourse.Ran ran = course.run("course", "mutate", "1.1");

        assertThat(ran.out()).isEqualTo("""
                1.1 Counting: 2 mutants, 0 not killed

                exercise                                      mutants  killed  survived  equivalent  score
                1.1 Counting                                        2       2         0           0  100 %
                """);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void shows_a_killed_mutant_when_asked() {
        assertThat(course.run("course", "mutate", "1.1", "--verbose").out())
                .contains("  killed: " + ToyCourse.COUNTER
                        + ":13: Counter.next MATH: Replaced integer addition with subtraction\n");
    }

    @Test
    void shows_a_survivor_with_its_line_and_the_entry_for_the_list_of_equivalent_mutants() {
        ToyCourse.Ran ran = course.run("course", "mutate", "1.2");

        assertThat(ran.out())
                .contains("  survived: " + ToyCourse.COUNTER
                        + ":34: Counter.startOver PRIMITIVE_RETURNS: replaced int return with 0\n      " + SURVIVOR
                        + "\n")
                .endsWith(" below 90 %\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void a_listed_survivor_counts_as_equivalent() {
        course.with(EQUIVALENT, SURVIVOR + "\n   The count is 0 there.\n");

        ToyCourse.Ran ran = course.run("course", "mutate", "1.2");

        assertThat(ran.out())
                .doesNotContain("survived: ")
                .containsPattern("\n1\\.2 By twos +\\d+ +\\d+ +0 +1 +100 %\n");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void a_mutant_in_another_exercises_method_is_not_counted() {
        course.replace(ToyCourse.TESTS, "@Test @Tag(\"1.2\") void starts_over()", "void starts_over()")
                .built();

        assertThat(course.run("course", "mutate", "1.1").exitCode()).isZero();
    }

    @Test
    void a_listed_mutant_that_a_test_kills_is_named() {
        String key = "1.1 Counter.next MATH 1: count++;";
        course.with(EQUIVALENT, key + "\n   No test can see it.\n");

        assertThat(course.run("course", "mutate", "1.1").out())
                .contains("  killed, though listed as equivalent: " + key + "\n");
    }

    @Test
    void a_lower_share_can_be_asked_for() {
        assertThat(course.run("course", "mutate", "1.2", "--min", "50").exitCode())
                .isZero();
    }

    @Test
    void a_share_that_is_no_percentage_is_wrong_usage() {
        ToyCourse.Ran ran = course.run("course", "mutate", "--min", "101");

        assertThat(ran.err()).isEqualTo("error: --min is a percentage from 0 to 100, not 101\n");
        assertThat(ran.exitCode()).isEqualTo(2);
    }

    @Test
    void an_unknown_exercise_is_wrong_usage() {
        ToyCourse.Ran ran = course.run("course", "mutate", "1.7");

        assertThat(ran.err()).isEqualTo("error: there is no exercise 1.7: part 1 has 1.1 to 1.2\n");
        assertThat(ran.exitCode()).isEqualTo(2);
    }

    @Test
    void tests_that_the_finished_code_fails_prove_nothing() {
        course.replace(ToyCourse.TESTS, "same(\"next()\", 1,", "same(\"next()\", 7,")
                .built();

        ToyCourse.Ran ran = course.run("course", "mutate", "1.1");

        assertThat(ran.err().replaceAll("\\s+", " "))
                .contains(
                        ToyCourse.PAGE + ": its tests do not pass on the finished code; run ./workbook course verify");
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    @Test
    void an_endless_loop_is_killed() {
        course.replace(ToyCourse.COUNTER, ToyCourse.NEXT, """
                        do {
                            count++;
                        } while (count < 1);
                        return count;
                """).built();

        // count-- never reaches 1.
        assertThat(course.run("course", "mutate", "1.1", "-v").out())
                .contains("  killed: " + ToyCourse.COUNTER
                        + ":14: Counter.next MATH: Replaced integer addition with subtraction\n");
    }

    @Test
    void a_property_exercise_is_judged_by_its_mistakes() {
        course.replace(ToyCourse.PAGE, "minutes: 10\n", "minutes: 10\nkind: property\n");

        ToyCourse.Ran ran = course.run("course", "mutate", "1.1");

        assertThat(ran.out()).endsWith("\n1.1 Counting: judged by faulty programs, 2 of 2 caught\n");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void a_mistake_that_a_property_does_not_catch_is_named() {
        String mistake = ToyCourse.MISTAKES + "1.1-zero.java";
        course.replace(ToyCourse.PAGE, "minutes: 10\n", "minutes: 10\nkind: property\n")
                .with(mistake, ToyCourse.mistake("next", "return ++count;", "nothing"));

        ToyCourse.Ran ran = course.run("course", "mutate", "1.1");

        assertThat(ran.out())
                .contains("  survived: " + mistake + "\n")
                .endsWith("\n1.1 Counting: judged by faulty programs, 1 of 2 caught\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void verify_accepts_an_entry_that_matches_a_mutant() {
        course.with(EQUIVALENT, "# A comment.\n\n" + SURVIVOR + "\n   The count is 0 there.\n");

        assertThat(course.run("course", "verify").exitCode()).isZero();
    }

    @Test
    void verify_accepts_an_entry_after_lines_were_added_elsewhere() {
        course.with(EQUIVALENT, SURVIVOR + "\n   The count is 0 there.\n")
                .replace(ToyCourse.COUNTER, "    private int count;\n", "    /** How far. */\n    private int count;\n")
                .generated()
                .built();

        assertThat(course.run("course", "verify").exitCode()).isZero();
    }

    @Test
    void verify_finds_an_entry_whose_line_has_changed() {
        course.with(EQUIVALENT, "\n" + SURVIVOR.replace("count;", "count + 0;") + "\n   The count is 0 there.\n");

        verifyFinds(
                ":2: matches no mutant of exercise 1.2 any more; delete the entry, or replace its first line by one "
                        + "that ./workbook course mutate 1.2 prints");
    }

    @Test
    void verify_finds_an_entry_without_a_reason() {
        course.with(EQUIVALENT, SURVIVOR + "\n");

        verifyFinds(":1: the mutant has no reason; write one, indented, in the next line");
    }

    @Test
    void verify_finds_an_entry_that_is_there_twice() {
        course.with(EQUIVALENT, (SURVIVOR + "\n   The count is 0 there.\n").repeat(2));

        verifyFinds(":3: the mutant is listed twice");
    }

    @Test
    void verify_finds_a_line_that_names_no_mutant() {
        course.with(EQUIVALENT, "Counter.startOver\n   The count is 0 there.\n");

        verifyFinds(":1: not a mutant as ./workbook course mutate prints it, such as "
                + "\"1.2 ByteCursor.getU32 MATH 1: int end = at + 4;\"");
    }

    @Test
    void verify_finds_a_reason_without_a_mutant() {
        course.with(EQUIVALENT, "   The count is 0 there.\n");

        verifyFinds(":1: a reason without a mutant in the line before it");
    }

    private void verifyFinds(String problem) {
        ToyCourse.Ran ran = course.run("course", "verify");

        assertThat(ran.out())
                .contains("\n" + EQUIVALENT + problem + "\n")
                .endsWith("\nThe course is broken: 1 problem.\n");
        assertThat(ran.exitCode()).isEqualTo(3);
    }
}
