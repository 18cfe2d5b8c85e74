package kvs.workbook;

/** Something that the learner asked for and that cannot be, in a sentence and with what to do about it. */
final class WorkbookException extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private WorkbookException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Exit code 1: there is something to do first. */
    static WorkbookException workToDo(String sentence) {
        return new WorkbookException(sentence, 1);
    }

    /** Exit code 2: there is no such thing. */
    static WorkbookException usage(String sentence) {
        return new WorkbookException(sentence, 2);
    }

    /** Exit code 3: the course itself, or its build, is broken. */
    static WorkbookException broken(String sentence) {
        return new WorkbookException(sentence, 3);
    }

    int exitCode() {
        return exitCode;
    }
}
