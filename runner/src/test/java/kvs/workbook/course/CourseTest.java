package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseTest {

    @TempDir
    private Path root;

    private SmallCourse files;

    @BeforeEach
    void write() {
        files = SmallCourse.in(root);
    }

    @Test
    void exercises_come_in_the_order_of_their_numbers() throws CourseException {
        String page = files.text(SmallCourse.PAGE);
        files.with("exercises/part1-protocol/1.10-ten.md", page)
                .with("exercises/part1-protocol/1.2-two.md", page)
                .with("exercises/part1-protocol/README.md", "no exercise")
                .with("exercises/part10-more/pom.xml", "")
                .with("exercises/part2-server/pom.xml", "")
                .with("exercises/part3-not-there/3.1-later.md", "");
        Course course = files.open();
        assertThat(course.exercises())
                .extracting(exercise -> exercise.id().toString())
                .containsExactly("1.1", "1.2", "1.10");
        assertThat(course.parts())
                .extracting(Part::name)
                .containsExactly("part1-protocol", "part2-server", "part10-more");
    }

    @Test
    void parts_and_exercises_are_found_by_what_a_learner_types() throws CourseException {
        Course course = files.open();
        assertThat(course.part("1")).isEqualTo(course.part("part1-protocol")).isPresent();
        assertThat(course.part("2")).isEmpty();
        assertThat(course.exercise("1.1")).get().extracting(Exercise::title).isEqualTo("Counting");
        assertThat(course.exercise("1.2")).isEmpty();
        assertThat(course.exercise("x")).isEmpty();
    }

    @Test
    void an_exercise_knows_its_files() throws CourseException {
        Exercise exercise = files.open().exercise("1.1").orElseThrow();
        assertThat(exercise.slug()).isEqualTo("counting");
        assertThat(exercise.walkthrough()).isEqualTo(SmallCourse.WALKTHROUGH);
        MarkedSource source = exercise.sources().getFirst();
        assertThat(source.file()).isEqualTo(SmallCourse.COUNTER);
        assertThat(source.fileInPart()).isEqualTo(Path.of("src/main/java/kvs/Counter.java"));
        assertThat(source.learnerFile()).isEqualTo(Path.of("exercises").resolve(SmallCourse.COUNTER));
        assertThat(exercise.part().references()).containsOnlyKeys(source.fileInPart());
        assertThat(exercise.part().starters().get(source.fileInPart()))
                .contains("not written yet")
                .doesNotContain("step", "Objects");
    }

    @Test
    void tests_can_have_exercises_too() throws CourseException {
        files.with(
                "part1-protocol/src/test/java/kvs/CounterProperties.java",
                "class CounterProperties {\n    /** @exercise 1.1 */\n    void p() {}\n}\n");
        assertThat(files.open().part("1").orElseThrow().starters())
                .containsKey(Path.of("src/test/java/kvs/CounterProperties.java"));
    }

    @Test
    void a_broken_course_is_named_with_its_file_and_reason() {
        Path page = SmallCourse.PAGE;
        files.with("exercises/part1-protocol/1.2.md", "");
        refuses("exercises/part1-protocol/1.2.md: a task page is named <id>-<slug>.md, such as 1.2-strings.md");
        files.without(Path.of("exercises/part1-protocol/1.2.md"));

        files.with("exercises/part1-protocol/1.1-again.md", files.text(page));
        refuses("exercises/part1-protocol/1.1-counting.md: exercise 1.1 has another page, "
                + "exercises/part1-protocol/1.1-again.md");
        files.without(Path.of("exercises/part1-protocol/1.1-again.md"));

        String good = files.text(page);
        String name = "exercises/part1-protocol/1.1-counting.md: ";
        files.with(page, "# Counting\n");
        refuses(name + "does not begin with front matter between two lines ---");
        files.with(page, "---\ntitle: x\n");
        refuses(name + "its front matter is not closed by a line ---");
        files.with(page, "---\ntitle\n---\n");
        refuses(name + "line 2 of the front matter is not 'key: value'");
        files.with(page, good.replace("title: Counting", "title:"));
        refuses(name + "its front matter has no title");
        files.with(page, good.replace("minutes: 20", "minutes: long"));
        refuses(name + "minutes is 'long', not a number such as 20");
        files.with(page, good.replace("needs: []", "needs: [1.1, first]"));
        refuses(name + "needs has 'first', which is not an id such as 1.2");
        files.with(page, good.replace("minutes: 20", "minutes: 20\nkind: odd"));
        refuses(name + "kind is 'odd'; it can be write, property or measure");
        files.without(Path.of("exercises/part1-protocol/pom.xml"));
        refuses("exercises: there is no part in " + root + "; is this the workbook?");
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> files.open())
                .isInstanceOf(CourseException.class)
                .hasMessage(message);
    }

    @Test
    void a_reference_that_does_not_parse_is_named_with_its_line() throws CourseException {
        files.replace(SmallCourse.COUNTER, "return count;", "return count");
        Exercise exercise = files.open().exercise("1.1").orElseThrow();
        assertThatThrownBy(exercise::sources)
                .isInstanceOf(CourseException.class)
                .hasMessage("part1-protocol/src/main/java/kvs/Counter.java: line 23 does not parse: ';' expected");
    }
}
