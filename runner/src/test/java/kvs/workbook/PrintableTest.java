package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void control_characters_become_escapes() {
        assertThat(Printable.of("\033[31m \007 \b \0 \r \f \u007f \u0080 \u009b"))
                .isEqualTo("\\x1b[31m \\a \\b \\0 \\r \\x0c \\x7f \\x80 \\x9b");
    }

    @Test
    void halves_of_pairs_separators_and_turns_of_direction_become_escapes() {
        assertThat(Printable.of("\ud83d \ude00 \u2028 \u2029 \u202e \u2066"))
                .isEqualTo("\\ud83d \\ude00 \\u2028 \\u2029 \\u202e \\u2066");
    }

    @Test
    void text_stays_as_it_is() {
        String text = "naïve \\x1b 日本 \ud83d\ude00 e\u0301 👩\u200d💻\tone\n\ntwo\n";

        assertThat(Printable.of(text)).isEqualTo(text);
    }

    @Test
    void a_line_break_of_Windows_is_a_line_break() {
        assertThat(Printable.of("one\r\ntwo\r")).isEqualTo("one\ntwo\\r");
    }
}
