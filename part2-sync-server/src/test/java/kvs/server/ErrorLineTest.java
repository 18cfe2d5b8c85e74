package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 2.4: errors that a person can read. */
@Tag("2.4")
class ErrorLineTest {
    @Test
    void says_what_was_done_and_why_it_failed() {
        assertThat(ErrorLine.of(
                        new IOException("could not bind 127.0.0.1:4000", new BindException("Address already in use"))))
                .isEqualTo("could not bind 127.0.0.1:4000: Address already in use");
    }

    @Test
    void goes_down_to_the_last_cause() {
        assertThat(ErrorLine.of(new IOException("a", new IOException("b", new IllegalStateException("c")))))
                .as("the cause that helps is as a rule the last")
                .isEqualTo("a: b: c");
    }

    @Test
    void does_not_say_a_thing_twice() {
        assertThat(ErrorLine.of(new IOException(new IOException("disk full"))))
                .isEqualTo("java.io.IOException: disk full");
    }

    @Test
    void names_the_kind_of_a_failure_that_says_nothing() {
        assertThat(ErrorLine.of(new IOException("could not read x", new NullPointerException())))
                .isEqualTo("could not read x: NullPointerException");
    }

    @Test
    void says_what_is_the_matter_with_a_file() {
        assertThat(ErrorLine.of(new IOException("could not open", new NoSuchFileException("data/x"))))
                .isEqualTo("could not open: data/x: no such file");
        assertThat(ErrorLine.of(new AccessDeniedException("data"))).isEqualTo("data: permission denied");
    }

    @Test
    void stays_on_one_line_and_sends_nothing_strange_to_a_terminal() {
        assertThat(ErrorLine.of(new IOException("a\r\n  b", new IOException("\u001b[31mred"))))
                .isEqualTo("a b: ?[31mred");
    }

    @Test
    void ends_when_causes_go_in_circles() {
        IOException a = new IOException("a");
        IOException b = new IOException("b", a);
        a.initCause(b);
        assertThat(ErrorLine.of(a)).isEqualTo("a: b");
    }
}
