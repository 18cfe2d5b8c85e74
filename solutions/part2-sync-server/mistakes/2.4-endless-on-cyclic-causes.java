/**
 * Calls itself for the cause, without a limit. Java rejects an exception that is its own cause, but not two that are
 * each other's; then the program that reports an error fails with a stack overflow.
 *
 * @sees a stack overflow where the test expects {@code a: b}
 * @probably nothing limits the chain of causes, which may be a cycle: look at MAX_CAUSES causes at most
 */
class ErrorLine {
    public static String of(Throwable failure) {
        String words = words(failure);
        if (failure.getCause() == null) {
            return words;
        }
        String cause = words(failure.getCause());
        String rest = of(failure.getCause());
        return (": " + words + ": ").contains(": " + cause + ": ")
                ? words + rest.substring(cause.length())
                : words + ": " + rest;
    }
}
