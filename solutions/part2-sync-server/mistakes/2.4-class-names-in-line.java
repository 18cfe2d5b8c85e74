/**
 * Joins the results of {@code toString()}: the class, then the message. {@code java.io.IOException} does not help an
 * operator with a wrong port, and the line is twice as long.
 *
 * @sees {@code java.io.IOException: } before the words that the test expects
 * @probably a Throwable's toString() begins with its class: words(...) has the words alone
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String line = failure.toString();
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            String part = ": " + cause;
            if (!(": " + line + ": ").contains(part + ": ")) {
                line += part;
            }
            cause = cause.getCause();
        }
        return line;
    }
}
