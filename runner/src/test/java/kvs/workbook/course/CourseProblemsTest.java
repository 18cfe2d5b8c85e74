package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaks every rule once. */
class CourseProblemsTest {

    private static final String PAGE = "exercises/part1-protocol/1.1-counting.md";
    private static final String COUNTER = "part1-protocol/src/main/java/kvs/Counter.java";

    @TempDir
    private Path root;

    private SmallCourse files;

    @BeforeEach
    void write() {
        files = SmallCourse.in(root);
    }

    private void finds(String... problems) throws CourseException {
        assertThat(files.problems()).containsExactly(problems);
    }

    @Test
    void a_good_course_has_none() throws CourseException {
        finds();
    }

    @Test
    void an_unknown_key_of_the_front_matter() throws CourseException {
        files.replace(SmallCourse.PAGE, "minutes: 20", "minutes: 20\nlevel: easy");
        finds(PAGE + ":4: unknown key level; the keys are title, minutes, needs, reads, about, kind");
    }

    @Test
    void a_need_that_is_no_exercise() throws CourseException {
        files.replace(SmallCourse.PAGE, "needs: []", "needs: [1.1, 1.7]");
        finds(PAGE + ":4: needs 1.7, which is no exercise", PAGE + ":4: needs itself");
    }

    @Test
    void a_place_in_the_book_that_is_not_there() throws CourseException {
        files.replace(SmallCourse.PAGE, "#the-counter]", "#the-clock, glossary]");
        finds(
                PAGE + ":5: reads glossary, but there is no docs/glossary.md",
                PAGE + ":5: reads part1-protocol#the-clock, but docs/part1-protocol.md has no such heading");
    }

    @Test
    void a_section_that_is_missing_or_empty() throws CourseException {
        files.replace(SmallCourse.PAGE, "## Task", "## Job").replace(SmallCourse.PAGE, "To count.", "");
        finds(PAGE + ": has no section ## Task", PAGE + ":8: the section ## Why is empty");
    }

    @Test
    void any_number_of_hints_but_four() throws CourseException {
        files.replace(SmallCourse.PAGE, "4. `count++`", "");
        finds(PAGE + ":20: has 3 hints, not 4: a list 1. to 4.");
    }

    @Test
    void a_marked_method_without_a_page() throws CourseException {
        files.replace(
                        SmallCourse.COUNTER,
                        "private int count;",
                        "private int count;\n\n    /** @exercise 1.3 */\n    void f() {}")
                .generated();
        finds(COUNTER + ":12: exercise 1.3 has no page exercises/part1-protocol/1.3-….md");
    }

    @Test
    void a_marked_method_of_another_part() throws CourseException {
        files.replace(
                        SmallCourse.COUNTER,
                        "private int count;",
                        "private int count;\n\n    /** @exercise 2.1 */\n    void f() {}")
                .generated();
        finds(COUNTER + ":12: @exercise 2.1 does not belong into part1-protocol");
    }

    @Test
    void a_page_of_another_part_and_without_a_method() throws CourseException {
        files.with("exercises/part1-protocol/2.1-far.md", files.text(SmallCourse.PAGE))
                .with("solutions/part1-protocol/2.1-far.md", "# Far\n");
        finds(
                "exercises/part1-protocol/2.1-far.md: exercise 2.1 does not belong into part1-protocol",
                "exercises/part1-protocol/2.1-far.md: no method of part1-protocol is marked @exercise 2.1",
                "solutions/part1-protocol/mistakes: exercise 2.1 has 0 of at least 2 mistakes");
    }

    @Test
    void a_measurement_needs_neither_method_nor_mistakes() throws CourseException {
        files.with(
                        "exercises/part1-protocol/1.2-measure.md",
                        files.text(SmallCourse.PAGE).replace("minutes: 20", "minutes: 20\nkind: measure"))
                .with("solutions/part1-protocol/1.2-measure.md", "# Measure\n");
        finds();
    }

    @Test
    void a_walkthrough_that_is_missing() throws CourseException {
        files.without(SmallCourse.WALKTHROUGH);
        finds("solutions/part1-protocol/1.1-counting.md: is missing: every exercise has a walkthrough");
    }

    @Test
    void too_few_mistakes_and_answers_to_nothing() throws CourseException {
        files.without(SmallCourse.MISTAKES.resolve("1.1-two.java"))
                .with(SmallCourse.MISTAKES.resolve("1.4-two.java"), SmallCourse.mistake("return 2;"))
                .with("solutions/part1-protocol/1.4-two.md", "# Two\n")
                .with("solutions/part1-protocol/README.md", "# Solutions\n");
        finds(
                "solutions/part1-protocol/1.4-two.md: is for no exercise of part1-protocol",
                "solutions/part1-protocol/mistakes: exercise 1.1 has 1 of at least 2 mistakes",
                "solutions/part1-protocol/mistakes/1.4-two.java: is for no exercise of part1-protocol");
    }

    @Test
    void mistakes_that_are_none() throws CourseException {
        files.with(SmallCourse.MISTAKES.resolve("1.1-two.java"), SmallCourse.mistake("return step(names);"))
                .with(SmallCourse.MISTAKES.resolve("1.1-zero.java"), "class Counter {}\n");
        finds(
                "solutions/part1-protocol/mistakes/1.1-two.java: is the same as the reference",
                "solutions/part1-protocol/mistakes/1.1-zero.java:1: the Javadoc of the type has to say what is wrong");
    }

    @Test
    void marks_that_cannot_be() throws CourseException {
        files.replace(SmallCourse.COUNTER, "private int count;", "/** @exercise 1.1 */\n    private int count;")
                .generated();
        finds(COUNTER + ":9: @exercise is for a method with a body; Counter.count has none");
    }

    @Test
    void a_solution_that_no_starter_leaves_out_or_no_exercise_has() throws CourseException {
        files.replace(SmallCourse.COUNTER, "@solution 1.1", "@solution 1.6")
                .with("part1-protocol/src/main/java/kvs/B.java", "/** @solution 1.1 */\nclass B {}\n");
        finds(
                "part1-protocol/src/main/java/kvs/B.java:2: "
                        + "has @solution but no @exercise: there is no starter to leave it out of",
                COUNTER + ":21: @solution 1.6 is of no exercise");
    }

    @Test
    void a_listing_that_cannot_be_filled() throws CourseException {
        files.replace(SmallCourse.BOOK, "# Part 1", "<!-- listing: " + COUNTER + "#gone -->\n```java\n```\n");
        finds("docs/part1-protocol.md:1: " + COUNTER + " has no member gone");
    }

    @Test
    void one_file_that_does_not_parse_is_said_once() throws CourseException {
        files.replace(SmallCourse.COUNTER, "return count;", "return count");
        finds(COUNTER + ":23: does not parse: ';' expected");
    }
}
