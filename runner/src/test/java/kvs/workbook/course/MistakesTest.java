package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MistakesTest {

    private static final Path FILE = SmallCourse.MISTAKES.resolve("1.1-two.java");

    @TempDir
    private Path root;

    private SmallCourse files;

    @BeforeEach
    void write() {
        files = SmallCourse.in(root);
    }

    private Mistake mistake(String text) throws CourseException {
        files.with(FILE, text);
        List<Mistake> mistakes = files.open().exercise("1.1").orElseThrow().mistakes();
        assertThat(mistakes).extracting(Mistake::id).containsExactly("1.1-two", "1.1-zero");
        return mistakes.getFirst();
    }

    @Test
    void a_mistake_replaces_the_method_and_adds_helpers_and_imports() throws CourseException {
        Mistake mistake = mistake("""
                import java.time.Duration;
                import java.util.List;

                /**
                 * Counts in {@code twos}, as
                 * seen <b>often</b>.
                 *
                 * <p>More about it.
                 *
                 * @shipped a system, <a href="https://example.org">2015</a>
                 * @sees 2 instead of 1
                 * @probably {@code next} adds
                 *     two
                 */
                class Counter {
                    /** Ignored. */
                    int next(List<String> all) {
                        return two();
                    }

                    private static int two() {
                        return Duration.ofSeconds(2).getNano();
                    }

                    private int step(List<String> names) {
                        return 2;
                    }
                }
                """);
        assertThat(mistake.exercise()).isEqualTo(new ExerciseId(1, 1));
        assertThat(mistake.description()).isEqualTo("Counts in `twos`, as seen often.");
        assertThat(mistake.shipped()).hasValue("a system, 2015");
        assertThat(mistake.sees()).isEqualTo("2 instead of 1");
        assertThat(mistake.probably()).isEqualTo("`next` adds two");
        assertThat(mistake.target()).isEqualTo(Path.of("src/main/java/kvs/Counter.java"));
        assertThat(mistake.source()).isEqualTo("""
                        package kvs;

                        import java.time.Duration;
                        import java.util.List;
                        import java.util.Objects;

                        /** Counts. */
                        final class Counter {

                            private int count;

                            /**
                             * Adds one.
                             *
                             * @exercise 1.1
                             */
                            int next(List<String> all) {
                                return two();
                            }

                            private static int two() {
                                return Duration.ofSeconds(2).getNano();
                            }

                            /** @solution 1.1 */
                            private int step(List<String> names) {
                                return 2;
                            }
                        }
                        """);
    }

    @Test
    void a_mistake_can_be_in_a_nested_type_and_bring_a_type() throws CourseException {
        files.replace(SmallCourse.COUNTER, "private int count;", """
                record Pair(int a) {
                        /** @exercise 1.1 */
                        int sum() {
                            return a;
                        }
                    }

                    private int count;""");
        Mistake mistake = mistake("""
                /**
                 * Wrong.
                 *
                 * @sees it
                 * @probably so
                 */
                class Counter {
                    record Pair(int a) {
                        int sum() {
                            return Helper.none();
                        }
                    }

                    private static final class Helper {
                        static int none() {
                            return 0;
                        }
                    }
                }
                """);
        assertThat(mistake.shipped()).isEmpty();
        assertThat(mistake.source())
                .contains("            return Helper.none();", "    private static final class Helper {\n")
                .doesNotContain("return a;")
                .containsOnlyOnce("none() {");
    }

    @Test
    void a_property_is_tried_on_mistakes_in_other_exercises_methods() throws CourseException {
        files.with(
                        "exercises/part1-protocol/1.8-property.md",
                        files.text(SmallCourse.PAGE).replace("minutes: 20", "minutes: 20\nkind: property"))
                .with(SmallCourse.MISTAKES.resolve("1.8-zero.java"), SmallCourse.mistake("return 0;"));
        assertThat(files.open().exercise("1.8").orElseThrow().mistakes()).hasSize(1);
    }

    @Test
    void a_file_that_is_no_mistake_is_named_with_the_reason() {
        String good = SmallCourse.mistake("return 0;");
        refuses(good.replace("}\n}", "}"), "line 12 does not parse: reached end of file while parsing");
        refuses(good + "class B {}\n", "a mistake has one type at the top; this file has 2");
        refuses("class Counter {}\n", "line 1 the Javadoc of the type has to say what is wrong");
        refuses(good.replace("@sees the wrong number", "@sees"), "line 9 the Javadoc of the type has no @sees");
        refuses(good.replace("@probably", "<p>"), "line 9 the Javadoc of the type has no @probably");
        refuses(
                good.replace("@probably", "@maybe"),
                "line 9 unknown tag @maybe; a mistake has @shipped, @sees, @probably");
        refuses(
                good.replace("class Counter", "class Meter"),
                "no file of part1-protocol with a marked method has a type Meter");
        refuses(
                good.replace("next(List<String> names)", "next()"),
                "holds no method of exercise 1.1, with the same parameters, of Counter");
    }

    private void refuses(String text, String reason) {
        assertThatThrownBy(() -> mistake(text))
                .isInstanceOf(CourseException.class)
                .hasMessage("solutions/part1-protocol/mistakes/1.1-two.java: " + reason);
    }
}
