package kvs.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 2.4: errors that a person can read. */
@Tag("2.4")
@SuppressWarnings("StaticAssignmentOfThrowable") // Nobody looks at where they were made.
class ErrorLineTest {
    private static final IOException CHECKSUM = new IOException("checksum wrong at byte 17");
    private static final IOException SEGMENT = new IOException("could not read segment 3", CHECKSUM);

    @Test
    void says_what_was_done_and_why_it_failed() {
        expect(
                "could not bind 127.0.0.1:4000: Address already in use",
                new IOException("could not bind 127.0.0.1:4000", new BindException("Address already in use")),
                "one of the two is lost: what was being done, or why it could not be");
    }

    @Test
    void says_all_that_is_to_be_said_of_a_failure_without_a_cause() {
        expect("checksum wrong at byte 17", CHECKSUM, "there is nothing to join: words(...) has it all");
    }

    @Test
    void goes_down_to_the_last_cause() {
        expect(
                "a: b: c",
                new IOException("a", new IOException("b", new IllegalStateException("c"))),
                "a cause can have a cause; the one that helps is as a rule the last");
    }

    @Test
    void does_not_say_a_thing_twice() {
        expect(
                "java.io.IOException: disk full",
                new IOException(new IOException("disk full")),
                "new IOException(cause) takes cause.toString() for its message, so the line has these words already");
    }

    @Test
    void goes_on_behind_a_cause_that_says_nothing_new() {
        expect(
                "java.io.IOException: could not read segment 3: checksum wrong at byte 17",
                new UncheckedIOException(SEGMENT),
                "the cause that only repeats is left out, and not those behind it");
    }

    @Test
    void names_the_kind_of_a_failure_that_says_nothing() {
        expect(
                "could not read x: NullPointerException",
                new IOException("could not read x", new NullPointerException()),
                "getMessage() may be null; words(...) looks after that");
    }

    @Test
    void says_what_is_the_matter_with_a_file() {
        expect(
                "could not open: data/x: no such file",
                new IOException("could not open", new NoSuchFileException("data/x")),
                "this kind's getMessage() is the path and nothing else; words(...) says what is the matter");
        expect(
                "data: permission denied",
                new AccessDeniedException("data"),
                "this kind's getMessage() is the path and nothing else; words(...) says what is the matter");
    }

    @Test
    void stays_on_one_line_and_sends_nothing_strange_to_a_terminal() {
        expect(
                "a b: ?[31mred",
                new IOException("a\r\n  b", new IOException("\u001b[31mred")),
                "a peer can put line ends and escape sequences into a message; words(...) takes them out");
    }

    @Test
    void ends_when_causes_go_in_circles() {
        IOException a = new IOException("a");
        IOException b = new IOException("b", a);
        a.initCause(b);
        String line;
        try {
            line = ErrorLine.of(a);
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException | Error e) {
            // Where a stack is full, what is thrown depends on who filled it.
            line = "no line: it called itself until the stack was full";
        }
        Fact.when("of(IOException \"a\", caused by IOException \"b\", caused by the first one again)")
                .usually("a cause's cause can be a failure that was there before; go down MOST_CAUSES times at most")
                .gives("a: b", line);
    }

    private static void expect(String line, Throwable failure, String usually) {
        Fact.when("of(" + shown(failure) + ")").usually(usually).gives(line, visible(ErrorLine.of(failure)));
    }

    /** Kind and message of a failure and of its causes. */
    private static String shown(Throwable failure) {
        String message =
                failure.getMessage() == null ? "without a message" : "\"" + visible(failure.getMessage()) + "\"";
        String cause = failure.getCause() == null ? "" : ", caused by " + shown(failure.getCause());
        return failure.getClass().getSimpleName() + " " + message + cause;
    }

    /** As in Java's source. */
    private static String visible(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\u001b", "\\u001b");
    }
}
