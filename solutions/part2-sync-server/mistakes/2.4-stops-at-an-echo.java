/**
 * Takes the first cause that repeats the line for the end of the chain. The usual wrapper repeats its cause, so what
 * is lost is everything behind the wrapper.
 *
 * @sees a line that ends in front of the cause that the test has last
 * @probably a cause that says nothing new is passed over, and not the end: the next may say why
 */
class ErrorLine {
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(words(failure));
        Throwable cause = failure.getCause();
        for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
            String words = words(cause);
            if (line.indexOf(words) >= 0) {
                break;
            }
            line.append(": ").append(words);
            cause = cause.getCause();
        }
        return line.toString();
    }
}
