/**
 * Adds the words of each cause whether or not they are there already. An exception that was made of nothing but its
 * cause has the cause's words for its own message.
 *
 * @sees {@code java.io.IOException: disk full: disk full}, and twenty-one words where causes go in a circle
 * @probably a cause that only repeats what the line says already is left out; does the line contain its words?
 */
class ErrorLine {
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(words(failure));
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            line.append(": ").append(words(cause));
            cause = cause.getCause();
        }
        return line.toString();
    }
}
