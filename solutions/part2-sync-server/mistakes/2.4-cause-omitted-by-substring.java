/**
 * Omits a cause if its text occurs anywhere in the line, also within a word or a file name. The line then has no
 * reason: "could not lock data/timeout.lock".
 *
 * @sees {@code could not lock data/timeout.lock} where the test expects {@code : timeout} after it
 * @probably a cause was omitted because its letters occur within other words: compare whole parts, between ": " and
 *     ": "
 */
class ErrorLine {
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(words(failure));
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            String words = words(cause);
            if (line.indexOf(words) < 0) {
                line.append(": ").append(words);
            }
            cause = cause.getCause();
        }
        return line.toString();
    }
}
