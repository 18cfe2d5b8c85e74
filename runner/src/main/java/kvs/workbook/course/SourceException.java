package kvs.workbook.course;

import java.nio.file.Path;

/**
 * A Java file does not hold what is needed of it: it does not parse, or a method is not there. Unlike a
 * {@link CourseException} this can be about a learner's file, and then the learner can mend it. That a method is not there
 * is a {@link MissingMethodException}.
 */
public sealed class SourceException extends Exception permits MissingMethodException {

    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final int line;
    private final String reason;

    SourceException(Path file, int line, String reason) {
        super(Slashes.of(file) + (line > 0 ? ":" + line : "") + ": " + reason);
        this.file = file;
        this.line = line;
        this.reason = reason;
    }

    /** The file, as it was named by the caller. */
    public Path file() {
        return file;
    }

    /** The line, from 1; 0 when the reason is about the whole file. */
    public int line() {
        return line;
    }

    /** The reason alone, without file and line. */
    public String reason() {
        return reason;
    }
}
