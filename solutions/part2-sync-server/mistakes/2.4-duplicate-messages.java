/**
 * Adds the words of each cause, also if the line has them already. An exception that was created from its cause alone
 * has the cause's words in its own message.
 *
 * @sees {@code java.io.IOException: disk full: disk full}, and the words of 20 causes where causes form a cycle
 * @probably a cause that repeats a part of the line must be omitted
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String line = words(failure);
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            line += ": " + words(cause);
            cause = cause.getCause();
        }
        return line;
    }
}
