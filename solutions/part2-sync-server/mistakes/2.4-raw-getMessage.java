/**
 * Joins the results of {@code getMessage()}. One may be null, or a path alone, or two lines; and a client that can
 * put bytes into a message can send control sequences to a terminal.
 *
 * @sees {@code null}, a line end or a path alone in the line
 * @probably getMessage() was called in place of words(...), which handles null, files and line ends
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String line = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            String part = ": " + cause.getMessage();
            if (!(": " + line + ": ").contains(part + ": ")) {
                line += part;
            }
            cause = cause.getCause();
        }
        return line;
    }
}
