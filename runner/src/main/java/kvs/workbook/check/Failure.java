package kvs.workbook.check;

import java.util.List;
import java.util.Optional;

/**
 * What a test threw. Every text is bounded, as learners' code writes some of them.
 *
 * @param throwable binary name of the class
 * @param message empty when there was none
 * @param causes from the nearest to the root
 * @param expected as an assertion saw it, where it said so
 * @param actual as an assertion saw it, where it said so
 * @param report what the engine published beside: for a jqwik property its tries, its seed and the sample, shrunk
 */
public record Failure(
        String throwable,
        String message,
        Stack stack,
        List<Cause> causes,
        Optional<String> expected,
        Optional<String> actual,
        String report) {

    public Failure {
        causes = List.copyOf(causes);
    }

    /** An exception that led to another. */
    public record Cause(String throwable, String message, Stack stack) {}
}
