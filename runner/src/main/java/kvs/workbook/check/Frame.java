package kvs.workbook.check;

/**
 * One call on a stack.
 *
 * @param className binary name, {@code kvs.protocol.ByteCursor$Mark}
 * @param file simple name of the source file, empty when unknown
 * @param line from 1; 0 when unknown or in native code
 */
public record Frame(String className, String method, String file, int line) {

    static Frame of(StackTraceElement element) {
        String file = element.getFileName();
        return new Frame(
                element.getClassName(),
                element.getMethodName(),
                file == null ? "" : file,
                Math.max(0, element.getLineNumber()));
    }

    /** Like {@code ByteCursor.java:53}. */
    @Override
    public String toString() {
        return file.isEmpty() ? className + "." + method : line == 0 ? file : file + ":" + line;
    }
}
