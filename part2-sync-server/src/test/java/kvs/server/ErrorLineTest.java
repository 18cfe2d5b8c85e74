package kvs.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 2.4: errors that a person can read. */
@Tag("2.4")
@SuppressWarnings("StaticAssignmentOfThrowable") // No test uses their stack traces.
class ErrorLineTest {
    private static final IOException CHECKSUM = new IOException("checksum wrong at byte 17");
    private static final IOException SEGMENT = new IOException("could not read segment 3", CHECKSUM);

    @Test
    void joins_a_failure_and_its_cause() {
        expect(
                "could not bind 127.0.0.1:4000: Address already in use",
                new IOException("could not bind 127.0.0.1:4000", new BindException("Address already in use")),
                "one of the two is missing: what was being done, or why it failed");
    }

    @Test
    void has_the_words_alone_without_a_cause() {
        expect("checksum wrong at byte 17", CHECKSUM, "without a cause, the line is words(failure)");
    }

    @Test
    void includes_the_last_cause() {
        expect(
                "a: b: c",
                new IOException("a", new IOException("b", new IllegalStateException("c"))),
                "a cause can have a cause, and the last one is usually the reason");
    }

    @Test
    void omits_a_cause_that_the_line_has() {
        expect(
                "java.io.IOException: disk full",
                new IOException(new IOException("disk full")),
                "new IOException(cause) takes cause.toString() as its message, so the line has these words already");
        expect(
                "could not open data: permission denied",
                new IOException("could not open data: permission denied", new IOException("permission denied")),
                "the words of the cause are a part of the line already, from a \": \" to its end");
    }

    @Test
    void includes_a_cause_whose_text_is_inside_another_word() {
        expect(
                "could not lock data/timeout.lock: timeout",
                new IOException("could not lock data/timeout.lock", new IOException("timeout")),
                "the line contains the letters of the cause, in a file name, and does not state the reason");
        expect(
                "could not read block 17 of file 1: block 1",
                new IOException("could not read block 17 of file 1", new IOException("block 1")),
                "the line has the letters of the cause, as the start of \"block 17\", and does not state the reason");
    }

    @Test
    void looks_at_20_causes() {
        IOException failure = new IOException("cause 21");
        for (int i = 20; i >= 0; i--) {
            failure = new IOException("cause " + i, failure);
        }
        String line = IntStream.rangeClosed(0, 20).mapToObj(i -> "cause " + i).collect(Collectors.joining(": "));
        Fact.when("of(a failure with a chain of 21 causes)")
                .usually("MAX_CAUSES causes, 20, are looked at, besides the failure itself")
                .gives(line, ErrorLine.of(failure));
    }

    @Test
    void continues_after_a_cause_that_it_omits() {
        expect(
                "java.io.IOException: could not read segment 3: checksum wrong at byte 17",
                new UncheckedIOException(SEGMENT),
                "a cause that repeats the line is omitted, and the causes after it are not");
    }

    @Test
    void names_the_class_of_a_failure_without_a_message() {
        expect(
                "could not read x: NullPointerException",
                new IOException("could not read x", new NullPointerException()),
                "getMessage() may be null; words(...) handles that");
    }

    @Test
    void names_the_problem_with_a_file() {
        expect(
                "could not open: data/x: no such file",
                new IOException("could not open", new NoSuchFileException("data/x")),
                "the getMessage() of these exceptions is the path alone; words(...) adds the problem");
        expect(
                "data: permission denied",
                new AccessDeniedException("data"),
                "the getMessage() of these exceptions is the path alone; words(...) adds the problem");
    }

    @Test
    void has_no_line_end_and_no_control_character() {
        expect(
                "a b: ?[31mred",
                new IOException("a\r\n  b", new IOException("\u001b[31mred")),
                "a client can put line ends and escape sequences into a message; words(...) removes them");
    }

    @Test
    void ends_although_causes_form_a_cycle() {
        IOException a = new IOException("a");
        IOException b = new IOException("b", a);
        a.initCause(b);
        String line;
        try {
            line = ErrorLine.of(a);
        } catch (UnsupportedOperationException notWritten) {
            throw notWritten;
        } catch (RuntimeException | Error e) {
            // On a full stack, the exception varies.
            line = "no line: the stack overflowed";
        }
        Fact.when("of(IOException \"a\", caused by IOException \"b\", caused by the first one again)")
                .usually("two failures can be each other's cause: look at MAX_CAUSES causes at most")
                .gives("a: b", line);
    }

    private static void expect(String line, Throwable failure, String usually) {
        Fact.when("of(" + shown(failure) + ")").usually(usually).gives(line, visible(ErrorLine.of(failure)));
    }

    /** Returns class and message of a failure and of its causes. */
    private static String shown(Throwable failure) {
        String message =
                failure.getMessage() == null ? "without a message" : "\"" + visible(failure.getMessage()) + "\"";
        String cause = failure.getCause() == null ? "" : ", caused by " + shown(failure.getCause());
        return failure.getClass().getSimpleName() + " " + message + cause;
    }

    /** Escapes control characters as in Java's source. */
    private static String visible(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n").replace("\u001b", "\\u001b");
    }
}
