/**
 * Joins what {@code getMessage()} gives. That may be null, or a path and nothing else, or two lines, and whoever can
 * put bytes into it can tell a terminal to do things.
 *
 * @sees {@code null}, a line end or a bare path in the line
 * @probably getMessage() was asked in place of words(...), which looks after null, files and line ends
 */
class ErrorLine {
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(String.valueOf(failure.getMessage()));
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            String message = String.valueOf(cause.getMessage());
            if (line.indexOf(message) < 0) {
                line.append(": ").append(message);
            }
            cause = cause.getCause();
        }
        return line.toString();
    }
}
