package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExerciseTablesTest {

    private static final Path PART = Path.of("part1-protocol/README.md");
    private static final Path README = Path.of("README.md");
    private static final Path SECOND = Path.of("exercises/part1-protocol/1.2-counting-on.md");

    @TempDir
    private Path root;

    private SmallCourse files;

    @BeforeEach
    void write() {
        files = SmallCourse.in(root);
        files.with(
                SECOND,
                files.text(SmallCourse.PAGE)
                        .replace("title: Counting", "title: Counting on")
                        .replace("minutes: 20", "minutes: 1005")
                        .replace("needs: []", "needs: [1.1]\nabout: sheep: more than one"));
    }

    private String filled(Path page, String name) {
        files.with(page, "Before.\n\n<!-- exercises: " + name + " -->\nold\n<!-- /exercises -->\n\nAfter.\n");
        files.write();
        return files.text(page);
    }

    @Test
    void a_part_has_its_exercises_with_links_from_where_the_page_is() {
        assertThat(filled(PART, "part1-protocol")).isEqualTo("""
                Before.

                <!-- exercises: part1-protocol -->
                | | | minutes | needs |
                |---|---|---|---|
                | 1.1 | [Counting](../exercises/part1-protocol/1.1-counting.md) | 20 | |
                | 1.2 | [Counting on](../exercises/part1-protocol/1.2-counting-on.md) | 1,005 | 1.1 |
                | | together | 1,025 | |
                <!-- /exercises -->

                After.
                """);
        assertThat(filled(README, "part1-protocol")).contains("[Counting](exercises/part1-protocol/1.1-counting.md)");
    }

    @Test
    void all_has_a_line_for_each_exercise_with_what_it_is_about() {
        assertThat(filled(README, "all")).contains("""
                | exercise | minutes | needs | what it is about |
                |---|---|---|---|
                | 1.1 Counting | 20 | | |
                | 1.2 Counting on | 1,005 | 1.1 | sheep: more than one |
                | part 1 | 1,025 | | |
                | together | 1,025 | | |
                """);
    }

    @Test
    void parts_has_a_line_for_each_part() {
        assertThat(filled(README, "parts")).contains("""
                | part | exercises | minutes |
                |---|---|---|
                | 1 | 1.1 to 1.2 | 1,025 |
                | together | 2 | 1,025 |
                """);
    }

    @Test
    void a_table_that_is_not_what_the_pages_say_now_has_drifted() throws CourseException {
        filled(README, "parts");
        files.replace(SmallCourse.PAGE, "minutes: 20", "minutes: 30");
        Course course = files.open();

        assertThat(Drift.of(course, CourseGenerator.plan(course)))
                .extracting(Problem::toString)
                .containsExactly(
                        "README.md:6: is not what would be generated now: expected '| 1 | 1.1 to 1.2 | 1,035 |', "
                                + "found '| 1 | 1.1 to 1.2 | 1,025 |'; run ./workbook course generate");
    }

    @Test
    void a_block_that_is_code_is_no_table() {
        String text = "```\n<!-- exercises: parts -->\n```\n";
        files.with(README, text);
        files.write();

        assertThat(files.text(README)).isEqualTo(text);
    }

    @Test
    void a_block_that_cannot_be_filled_stays_and_is_a_problem() throws CourseException {
        String text = """
                <!-- exercises: part7-none -->
                <!-- /exercises -->
                <!-- exercises parts -->
                <!-- exercises: -->
                <!-- /exercises -->
                <!-- exercises: parts -->
                | |
                <!-- exercises: parts -->
                """;
        files.with(README, text);

        Plan plan = CourseGenerator.plan(files.open());

        assertThat(plan.files()).containsEntry(README, text);
        assertThat(plan.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "README.md:1: a table is written <!-- exercises: NAME -->, NAME being a part, parts or all",
                        "README.md:4: a table is written <!-- exercises: NAME -->, NAME being a part, parts or all",
                        "README.md:6: no line <!-- /exercises --> follows the table's first line",
                        "README.md:8: no line <!-- /exercises --> follows the table's first line");
    }
}
