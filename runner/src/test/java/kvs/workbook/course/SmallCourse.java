package kvs.workbook.course;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A made-up course in a temporary directory: one part, one exercise, and nothing wrong with it. */
final class SmallCourse {

    static final Path COUNTER = Path.of("part1-protocol/src/main/java/kvs/Counter.java");
    static final Path PAGE = Path.of("exercises/part1-protocol/1.1-counting.md");
    static final Path WALKTHROUGH = Path.of("solutions/part1-protocol/1.1-counting.md");
    static final Path MISTAKES = Path.of("solutions/part1-protocol/mistakes");
    static final Path BOOK = Path.of("docs/part1-protocol.md");

    private static final String COUNTER_TEXT = """
            package kvs;

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
                int next(List<String> names) {
                    return step(names);
                }

                /** @solution 1.1 */
                private int step(List<String> names) {
                    count += Objects.hash(names) == 0 ? 0 : 1;
                    return count;
                }
            }
            """;

    private static final String PAGE_TEXT = """
            ---
            title: Counting
            minutes: 20
            needs: []
            reads: [part1-protocol#the-counter]
            ---

            ## Why

            To count.

            ## Task

            Count.

            ## Try it

                ./workbook check 1.1

            ## Hints

            1. What comes after one?
            2. Add.
            3. A field.
            4. `count++`

            ## Then

            Count on.
            """;

    private final Path root;

    private SmallCourse(Path root) {
        this.root = root;
    }

    static SmallCourse in(Path root) {
        return new SmallCourse(root)
                .with("exercises/part1-protocol/pom.xml", "<project/>")
                .with(COUNTER, COUNTER_TEXT)
                .with(PAGE, PAGE_TEXT)
                .with(WALKTHROUGH, "# Counting\n")
                .with(BOOK, "# Part 1\n\n## The counter\n")
                .with(MISTAKES.resolve("1.1-zero.java"), mistake("return 0;"))
                .with(MISTAKES.resolve("1.1-two.java"), mistake("return count + 2;"))
                .generated();
    }

    static String mistake(String body) {
        return """
                import java.util.List;

                /**
                 * Does not count.
                 *
                 * @sees the wrong number
                 * @probably it does not add
                 */
                class Counter {
                    int next(List<String> names) {
                        %s
                    }
                }
                """.formatted(body);
    }

    SmallCourse with(String file, String text) {
        return with(Path.of(file), text);
    }

    SmallCourse with(Path file, String text) {
        try {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes a file that is there; what is to be replaced must be in it. */
    SmallCourse replace(Path file, String from, String to) {
        String text = text(file);
        if (!text.contains(from)) {
            throw new IllegalArgumentException(file + " does not have " + from);
        }
        return with(file, text.replace(from, to));
    }

    SmallCourse without(Path file) {
        try {
            Files.delete(root.resolve(file));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the generated files as they have to be now. */
    SmallCourse generated() {
        write();
        return this;
    }

    CourseGenerator.Report write() {
        try {
            Course course = open();
            return CourseGenerator.write(course, CourseGenerator.plan(course));
        } catch (CourseException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Course open() throws CourseException {
        return Course.open(root);
    }

    /** The problems as an author reads them. */
    List<String> problems() throws CourseException {
        return CourseProblems.of(open()).stream().map(Problem::toString).toList();
    }

    boolean has(Path file) {
        return Files.exists(root.resolve(file));
    }

    String text(Path file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
