package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import kvs.workbook.Console.Style;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final String SENTENCE = "Whatever the tool overwrites it keeps first, and undo brings it back.";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Console console(int columns, boolean colour) {
        return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), columns, colour);
    }

    private void printed(String text) {
        assertThat(out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"))
                .isEqualTo(text);
    }

    @Test
    void prose_is_broken_between_words_at_forty_columns() {
        console(40, false).prose(SENTENCE, 0);

        printed("""
                Whatever the tool overwrites it keeps
                first, and undo brings it back.
                """);
    }

    @Test
    void prose_is_broken_between_words_at_twenty_columns_with_a_hanging_indent() {
        console(20, false).prose(SENTENCE, 2);

        printed("""
                Whatever the tool
                  overwrites it
                  keeps first, and
                  undo brings it
                  back.
                """);
    }

    @Test
    void a_terminal_narrower_than_twenty_columns_is_taken_for_one_of_twenty() {
        assertThat(console(1, false).wrap(SENTENCE, 2))
                .isEqualTo(console(20, false).wrap(SENTENCE, 2));
    }

    @Test
    void a_line_that_just_fits_is_not_broken() {
        assertThat(console(40, false).wrap("a".repeat(19) + " " + "b".repeat(20), 0))
                .hasSize(1);
        assertThat(console(40, false).wrap("a".repeat(20) + " " + "b".repeat(20), 0))
                .hasSize(2);
    }

    @Test
    void an_indent_leaves_two_thirds_of_a_narrow_line_to_the_words() {
        assertThat(console(20, false).wrap(SENTENCE, 12))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(20));
        assertThat(console(20, false).wrap(SENTENCE, 12).get(1)).startsWith("      o");
    }

    @Test
    void a_word_longer_than_the_line_is_left_whole_for_whoever_copies_it() {
        String path = "exercises/part1-protocol/src/main/java/kvs/protocol/ByteCursor.java:12";

        assertThat(console(40, false).wrap("  see " + path + " there", 2))
                .containsExactly("  see", "  " + path, "  there");
        assertThat(console(40, false).wrap(path, 2)).containsExactly(path);
    }

    @Test
    void line_breaks_and_the_blanks_that_a_line_opens_with_stay() {
        assertThat(console(40, false).wrap("  one\n\n    two", 2)).containsExactly("  one", "", "    two");
    }

    @Test
    void a_label_has_a_column_of_its_own() {
        console(40, false).labelled("probably", "the bytes are joined in the wrong order: the first is the highest");

        printed("""
                  probably  the bytes are joined in the
                            wrong order: the first is
                            the highest
                """);
    }

    @Test
    void every_line_of_a_labelled_text_stays_in_its_column() {
        console(40, false).labelled("threw", "IllegalStateException: first\nsecond");

        printed("  threw     IllegalStateException: first\n            second\n");
    }

    @Test
    void a_long_label_pushes_its_text() {
        console(40, false).labelled("complicated", "text");

        printed("  complicated text\n");
    }

    @Test
    void colour_is_for_the_label_alone_and_does_not_count_as_width() {
        console(40, true).labelled("got", "got 1");
        console(40, true).line(Style.RED, "no");

        printed("  \u001b[2mgot\u001b[0m       got 1\n\u001b[31mno\u001b[0m\n");
    }

    @Test
    void without_colour_there_are_no_escape_sequences() {
        Console console = console(40, false);
        console.line(Style.RED, "no");
        console.prose(Style.DIM, "no", 2);
        console.labelled("got", "1");

        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
    }
}
