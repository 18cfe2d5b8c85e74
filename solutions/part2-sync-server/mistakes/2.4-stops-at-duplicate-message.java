/**
 * Takes the first cause that repeats the line for the end of the chain. The usual wrapper repeats its cause, so
 * everything after the wrapper is lost.
 *
 * @sees a line that ends before the last cause that the test expects
 * @probably a cause that repeats the line is omitted, and is not the end: the next cause may be the reason
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String line = words(failure);
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            String part = ": " + words(cause);
            if ((": " + line + ": ").contains(part + ": ")) {
                break;
            }
            line += part;
            cause = cause.getCause();
        }
        return line;
    }
}
