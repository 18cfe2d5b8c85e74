package kvs.workbook.course;

import java.nio.file.Path;

/**
 * The course itself is broken: not the learner's work, and nothing the learner can mend. The message is one sentence
 * that starts with the file. The command line answers with exit code 3.
 */
public final class CourseException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Path file;
    private final String reason;

    public CourseException(Path file, String reason) {
        super(Slashes.of(file) + ": " + reason);
        this.file = file;
        this.reason = reason;
    }

    public CourseException(Path file, String reason, Throwable cause) {
        super(Slashes.of(file) + ": " + reason, cause);
        this.file = file;
        this.reason = reason;
    }

    Path file() {
        return file;
    }

    String reason() {
        return reason;
    }
}
