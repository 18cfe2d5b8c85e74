/**
 * Calls itself for the cause and trusts that there is a last one. Java refuses only a failure that is its own cause;
 * two that are each other's it lets be, and then the program that wanted to report an error dies of the report.
 *
 * @sees a full stack where the test has {@code a: b}
 * @probably nothing stops it where causes go in a circle: MOST_CAUSES is there for that
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String words = words(failure);
        if (failure.getCause() == null) {
            return words;
        }
        String cause = words(failure.getCause());
        String rest = of(failure.getCause());
        return words.contains(cause) ? words + rest.substring(cause.length()) : words + ": " + rest;
    }
}
