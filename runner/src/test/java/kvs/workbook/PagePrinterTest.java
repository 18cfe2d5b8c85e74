package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kvs.workbook.course.Course;
import kvs.workbook.course.CourseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagePrinterTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PagePrinter printer =
            new PagePrinter(new Console(new PrintStream(out, true, StandardCharsets.UTF_8), 40, false));

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void prints(String markdown, String text) {
        printer.markdown(markdown);
        assertThat(printed()).isEqualTo(text);
    }

    @Test
    void a_paragraph_is_joined_and_wrapped() {
        prints("""
                A cursor is a place
                in a buffer. Each read takes its bytes and moves on.

                And then?
                """, """
                A cursor is a place in a buffer. Each
                read takes its bytes and moves on.

                And then?
                """);
    }

    @Test
    void code_is_left_as_it_is_and_indented() {
        prints("""
                Look:
                ```java
                int   a  = 1;   // a comment that is longer than the line of the terminal

                # no heading
                ```
                Well?
                """, """
                Look:
                    int   a  = 1;   // a comment that is longer than the line of the terminal
                   \s
                    # no heading
                Well?
                """);
    }

    @Test
    void indented_code_is_left_as_it_is() {
        prints("""
                Type

                    ./workbook check 1.1
                    ./workbook hint   1.1

                and see.
                """, """
                Type

                    ./workbook check 1.1
                    ./workbook hint   1.1

                and see.
                """);
    }

    @Test
    void the_items_of_a_list_hang() {
        prints("""
                - the first is long enough to be broken
                  into lines
                - the second
                10. the tenth is long enough to be broken, too
                """, """
                - the first is long enough to be broken
                  into lines
                - the second
                10. the tenth is long enough to be
                    broken, too
                """);
    }

    @Test
    void headings_lose_their_marks_and_comments_are_left_out() {
        prints("""
                # Title
                <!-- listing: a/B.java#c -->
                ## Below
                text
                """, """
                Title
                Below
                text
                """);
    }

    @Test
    void the_rows_of_a_table_stay_rows() {
        prints("""
                | bytes | gives |
                |---|---|
                | `2a` | 42 |
                """, """
                | bytes | gives |
                |---|---|
                | `2a` | 42 |
                """);
    }

    @Test
    void a_block_that_is_not_closed_is_code_to_the_end() {
        prints("```\n  a\nb", "      a\n    b\n");
    }

    @Test
    void nothing_prints_nothing() {
        prints("", "");
    }

    @Test
    void a_task_is_its_page_without_hints_and_what_comes_after(@TempDir Path root) throws CourseException {
        ToyCourse.in(root);

        printer.task(Course.open(root).exercise("1.1").orElseThrow());

        assertThat(printed()).isEqualTo("""
                1.1 Counting · about 10 minutes

                Why
                Sheep.

                Task
                Count them.

                Try it
                    ./workbook check 1.1

                file:
                       exercises/part1-toy/src/main/java/toy/Counter.java
                book:  docs/part1-toy.md#the-counter
                """);
    }
}
