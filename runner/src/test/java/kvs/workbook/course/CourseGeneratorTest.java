package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseGeneratorTest {

    private static final Path STARTER = Path.of("exercises").resolve(SmallCourse.COUNTER);
    private static final Path NEW = STARTER.resolveSibling("Counter.java.new");
    private static final Path MANIFEST = Path.of("exercises/part1-protocol/starters.sha256");

    @TempDir
    private Path root;

    private SmallCourse files;

    @BeforeEach
    void write() {
        files = SmallCourse.in(root);
    }

    @Test
    void what_was_generated_is_not_generated_again() throws CourseException {
        assertThat(files.text(STARTER)).contains("exercise 1.1: not written yet");
        assertThat(files.text(MANIFEST)).matches("[0-9a-f]{64}  src/main/java/kvs/Counter.java\n");
        CourseGenerator.Report report = files.write();
        assertThat(report.written()).isEmpty();
        assertThat(report.deleted()).isEmpty();
        assertThat(report.kept()).isEmpty();
        Course course = files.open();
        assertThat(Drift.of(course, CourseGenerator.plan(course))).isEmpty();
    }

    @Test
    void an_unedited_starter_follows_its_part() {
        files.replace(SmallCourse.COUNTER, "Adds one.", "Adds 1.");
        assertThat(files.write().written()).containsExactly(STARTER, MANIFEST);
        assertThat(files.text(STARTER)).contains("Adds 1.");
    }

    @Test
    void an_edited_starter_is_never_overwritten() {
        files.replace(STARTER, "throw new", "int mine; throw new");
        files.replace(SmallCourse.COUNTER, "Adds one.", "Adds 1.");
        for (int time = 1; time <= 2; time++) {
            assertThat(files.write().kept())
                    .containsExactly(
                            "exercises/part1-protocol/src/main/java/kvs/Counter.java has been edited and stays; "
                                    + "what the part generates now is in Counter.java.new beside it");
            assertThat(files.text(STARTER)).contains("int mine;", "Adds one.");
            assertThat(files.text(NEW)).contains("Adds 1.");
        }
    }

    @Test
    void without_a_manifest_every_starter_counts_as_edited() {
        files.without(MANIFEST);
        files.replace(SmallCourse.COUNTER, "Adds one.", "Adds 1.");
        assertThat(files.write().kept()).hasSize(1);
    }

    @Test
    void a_starter_that_no_part_generates_goes_unless_it_was_edited() {
        String reference = files.text(SmallCourse.COUNTER);
        files.replace(SmallCourse.COUNTER, "@exercise 1.1", "Nothing.");
        CourseGenerator.Report report = files.write();
        assertThat(report.deleted()).containsExactly(STARTER);
        assertThat(files.has(STARTER)).isFalse();
        assertThat(files.text(MANIFEST)).isEmpty();

        files.with(SmallCourse.COUNTER, reference).generated();
        files.replace(STARTER, "throw new", "int mine; throw new");
        files.replace(SmallCourse.COUNTER, "@exercise 1.1", "Nothing.");
        report = files.write();
        assertThat(report.deleted()).isEmpty();
        assertThat(report.kept())
                .containsExactly("exercises/part1-protocol/src/main/java/kvs/Counter.java has been edited and stays, "
                        + "though no part generates it any more");
        assertThat(files.has(STARTER)).isTrue();
    }

    @Test
    void a_learners_own_file_is_no_concern_of_the_generator() throws CourseException {
        files.with("exercises/part1-protocol/src/main/java/kvs/Mine.java", "class Mine {}");
        assertThat(files.problems()).isEmpty();
        assertThat(files.write().deleted()).isEmpty();
    }

    @Test
    void listings_are_filled_wherever_there_may_be_some() {
        String page = "<!-- listing: " + SmallCourse.COUNTER + "#next no-javadoc -->\n```java\n```\n";
        for (String file : new String[] {
            "README.md", "part1-protocol/README.md", "docs/a/b.md", "exercises/README.md", "solutions/x/y.md"
        }) {
            files.with(file, page);
        }
        files.with("docs/node_modules/x.md", page).with("docs/.vitepress/x.md", page);
        assertThat(files.write().written()).hasSize(5);
        assertThat(files.text(Path.of("docs/a/b.md"))).contains("int next(List<String> names) {\n    return");
    }

    @Test
    void drift_names_the_first_line_that_differs() throws CourseException {
        files.replace(STARTER, "int next", "long next");
        assertThat(files.problems())
                .containsExactly("exercises/part1-protocol/src/main/java/kvs/Counter.java:15: is not what would be "
                        + "generated now: expected 'int next(List<String> names) {', "
                        + "found 'long next(List<String> names) {'; run ./workbook course generate");
        files.without(STARTER);
        assertThat(files.problems())
                .containsExactly("exercises/part1-protocol/src/main/java/kvs/Counter.java: is missing; "
                        + "run ./workbook course generate");
    }

    @Test
    void drift_sees_a_manifest_that_was_changed_and_a_stale_starter() throws CourseException {
        String manifest = files.text(MANIFEST);
        files.with(MANIFEST, manifest + manifest.replace("Counter", "Other"));
        files.with("exercises/part1-protocol/src/main/java/kvs/Other.java", "");
        assertThat(files.problems())
                .containsExactly(
                        "exercises/part1-protocol/src/main/java/kvs/Other.java: is generated by no part any more; "
                                + "run ./workbook course generate",
                        "exercises/part1-protocol/starters.sha256:2: is not what would be generated now: expected '', "
                                + "found '" + manifest.strip().replace("Counter", "Other")
                                + "'; run ./workbook course generate");
        files.with(MANIFEST, "nonsense\n");
        Course course = files.open();
        assertThatThrownBy(() -> CourseGenerator.plan(course))
                .isInstanceOf(CourseException.class)
                .hasMessage("exercises/part1-protocol/starters.sha256: line 1 is not a hash, two spaces and a path");
    }
}
