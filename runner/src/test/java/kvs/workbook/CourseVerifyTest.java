package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./workbook course verify} and {@code generate}, from end to end. */
class CourseVerifyTest {
    private static final String REMEDY = "; run ./workbook course generate";

    @TempDir
    private Path root;

    private ToyCourse course;

    @BeforeEach
    void make() {
        course = ToyCourse.in(root);
    }

    private static void holds(ToyCourse.Ran ran) {
        assertThat(ran.out()).endsWith("\nThe course holds: 2 exercises proved.\n");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    /** Exit code 3, and exactly these problems behind the report. */
    private static void finds(ToyCourse.Ran ran, String... problems) {
        List<String> expected = new ArrayList<>(List.of(problems));
        expected.add("The course is broken: " + Desk.numbered(problems.length, "problem") + ".");
        assertThat(unwrapped(ran.out())).endsWith(" " + unwrapped(String.join(" ", expected)));
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    /** How prose is broken into lines is {@code ConsoleTest}'s concern. */
    private static String unwrapped(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private ToyCourse.Ran verify(String... options) {
        List<String> words = new ArrayList<>(List.of("course", "verify"));
        words.addAll(List.of(options));
        return course.run(words.toArray(String[]::new));
    }

    @Test
    void a_good_course_holds_and_the_report_says_what_caught_each_mistake() {
        ToyCourse.Ran ran = verify("--strict");

        holds(ran);
        assertThat(ran.out()).startsWith("""
                1.1 Counting: 2 of 2 tests fail on the starter, all pass on the reference
                  1.1-by-twos is caught by 2 tests, such as
                    toy.CounterTest#counts_one
                      did       next()
                      expected  1
                      got       2
                  1.1-zero is caught by 2 tests, such as
                """);
    }

    @Test
    void a_mistake_that_does_not_parse_hides_nothing_else() {
        course.with(ToyCourse.MISTAKES + "1.1-zero.java", ToyCourse.mistake("next", "return 0", "a semicolon"))
                .without(ToyCourse.WALKTHROUGH);

        finds(
                verify(),
                ToyCourse.WALKTHROUGH + ": is missing: every exercise has a walkthrough",
                ToyCourse.MISTAKES + "1.1-zero.java:9: does not parse: ';' expected");
    }

    @Test
    void all_that_the_tests_find_out_is_said_at_once() {
        course.replace(ToyCourse.TESTS, "    static void same(", """
                            @Test @Tag("1.1") void is_there() {}

                            @Test @Tag("1.1") void starts_at_seven() { same("next()", 7, counter.next()); }

                            @Test @Tag("1.2") @Disabled("later") void later() { counter.twice(); }

                            static void same(""").built();
        course.with(ToyCourse.MISTAKES + "1.2-once.java", ToyCourse.mistake("twice", "return \"2\";", "a text"));
        course.with(
                ToyCourse.MISTAKES + "1.2-starts-at-one.java",
                ToyCourse.mistake("startOver", "count = -0;\nreturn 0;", "nothing at all"));

        finds(
                verify(),
                ToyCourse.PAGE + ": the test toy.CounterTest#is_there does not fail on the starter: it is passed",
                ToyCourse.PAGE
                        + ": the reference fails toy.CounterTest#starts_at_seven: did       next()\nexpected  7\ngot       1",
                ToyCourse.PAGE_2 + ": the test toy.CounterTest#later does not fail on the starter: it is skipped",
                ToyCourse.PAGE_2 + ": the test later is skipped on the reference, which is not a pass",
                ToyCourse.MISTAKES + "1.2-once.java: does not compile in its place: toy/Counter.java:23: "
                        + "incompatible types: java.lang.String cannot be converted to int",
                ToyCourse.MISTAKES + "1.2-starts-at-one.java: survives: all 4 tests of exercise 1.2 pass with it");
    }

    @Test
    void what_is_missing_is_said_though_all_tests_are_as_they_should_be() {
        course.replace(ToyCourse.PAGE, "4. It is `count++`.", "")
                .without(ToyCourse.WALKTHROUGH)
                .without(ToyCourse.MISTAKES + "1.1-zero.java")
                .without(ToyCourse.PAGE_2)
                .replace(ToyCourse.BOOK, "    count++;", "    count += 1;")
                .with(ToyCourse.CAUGHT, "");

        finds(
                verify(),
                ToyCourse.BOOK + ":8: is not what would be generated now: expected 'count++;', found 'count += 1;'"
                        + REMEDY,
                ToyCourse.PAGE + ":20: has 3 hints, not 4: a list 1. to 4.",
                ToyCourse.COUNTER + ":22: exercise 1.2 has no page exercises/part1-toy/1.2-….md",
                ToyCourse.WALKTHROUGH + ": is missing: every exercise has a walkthrough",
                "solutions/part1-toy/1.2-by-twos.md: is for no exercise of part1-toy",
                "solutions/part1-toy/mistakes: exercise 1.1 has 1 of at least 2 mistakes",
                ToyCourse.MISTAKES + "1.2-once.java: is for no exercise of part1-toy",
                ToyCourse.MISTAKES + "1.2-starts-at-one.java: is for no exercise of part1-toy",
                ToyCourse.CAUGHT + ": is not what the tests say now; run ./workbook course generate");
    }

    @Test
    void a_starter_that_has_drifted_is_no_learners_edit() {
        course.replace(ToyCourse.COUNTER, "/** Counts. */", "/** Counts sheep. */");

        ToyCourse.Ran ran = verify();

        assertThat(unwrapped(ran.out()))
                .contains(ToyCourse.MINE + ":3: is not what would be generated now: expected "
                        + "'/** Counts sheep. */', found '/** Counts. */'" + REMEDY)
                .contains("exercises/part1-toy/starters.sha256:1: is not what would be generated now")
                .endsWith("The course is broken: 2 problems.");
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    @Test
    void an_edited_starter_is_a_note_and_a_problem_only_when_strict() {
        course.answer("next", ToyCourse.NEXT);

        ToyCourse.Ran learners = verify();
        ToyCourse.Ran strict = verify("--strict");

        holds(learners);
        assertThat(unwrapped(learners.out()))
                .startsWith("note: " + ToyCourse.MINE + " has been edited, as it may be; the course is proved "
                        + "with the starter that is generated");
        finds(
                strict,
                ToyCourse.MINE + ":13: is not what would be generated now: expected "
                        + "'throw new UnsupportedOperationException(\"exercise 1.1: not written yet\");', "
                        + "found 'count++;'" + REMEDY);
    }

    @Test
    void a_reference_that_does_not_parse_hides_nothing_else() {
        course.replace(ToyCourse.COUNTER, "return count;", "return count").replace(ToyCourse.PAGE, "Sheep.", "");

        ToyCourse.Ran ran = verify();

        assertThat(ran.out())
                .contains(ToyCourse.PAGE + ":8: the section ## Why is empty\n")
                .contains(ToyCourse.COUNTER + ":14: does not parse: ';' expected\n");
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    @Test
    void a_course_without_a_part_is_an_error_in_a_line() {
        course.without("exercises/part1-toy/pom.xml");

        ToyCourse.Ran ran = verify();

        assertThat(unwrapped(ran.err()))
                .isEqualTo("error: the course is broken: exercises: there is no part in " + root
                        + "; is this the workbook?");
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    @Test
    void a_part_that_was_not_built_is_an_error_that_says_how_to_build_it() {
        course.without("part1-toy/target/part1-toy-tests.jar");

        ToyCourse.Ran ran = verify();

        assertThat(unwrapped(ran.err()))
                .isEqualTo("error: " + root.resolve("part1-toy/target/part1-toy-tests.jar")
                        + " is missing: start with ./workbook, which builds it, or run mvn package -DskipTests");
        assertThat(ran.exitCode()).isEqualTo(3);
    }

    @Test
    void generate_writes_what_verify_finds_missing_and_says_so() {
        course.without(ToyCourse.CAUGHT).without(ToyCourse.MINE);

        ToyCourse.Ran generate = course.run("course", "generate");

        assertThat(generate.out()).isEqualTo("wrote " + ToyCourse.MINE + "\nwrote " + ToyCourse.CAUGHT + "\n");
        assertThat(generate.exitCode()).isZero();
        assertThat(course.text(ToyCourse.CAUGHT)).isEqualTo(ToyCourse.CAUGHT_TEXT);
    }
}
