package kvs.workbook.course;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing that is wrong with the course, for its authors.
 *
 * @param file the file, relative to the root of the repository
 * @param line the line, from 1; 0 when the reason is about the whole file
 * @param reason a sentence without a full stop
 */
public record Problem(Path file, int line, String reason) {

    static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line).thenComparing(Problem::reason);

    static Problem of(CourseException e) {
        return e.getCause() instanceof SourceException cause
                ? new Problem(cause.file(), cause.line(), cause.reason())
                : new Problem(e.file(), 0, e.reason());
    }

    /** {@code file:line: reason}, which editors and CI turn into a link. */
    @Override
    public String toString() {
        return Slashes.of(file) + (line > 0 ? ":" + line : "") + ": " + reason;
    }
}
