/**
 * Joins what {@code toString()} gives: the class, then the message. A person who typed a wrong port has no use for
 * {@code java.io.IOException}, and the line is twice as long.
 *
 * @sees {@code java.io.IOException: } in front of the words that the test has
 * @probably a Throwable's toString() begins with its class: words(...) has the words alone
 */
class ErrorLine {
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(failure.toString());
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            String words = cause.toString();
            if (line.indexOf(words) < 0) {
                line.append(": ").append(words);
            }
            cause = cause.getCause();
        }
        return line.toString();
    }
}
