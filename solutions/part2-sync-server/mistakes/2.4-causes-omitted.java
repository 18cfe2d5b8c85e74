/**
 * Says what was being done and omits why it failed. "Could not bind 127.0.0.1:4000" is true, and does not help: is
 * the port in use, or not allowed, or is the address not this machine's?
 *
 * @sees the first words of each line, without what the test expects after the colon
 * @probably only the failure's own words are in the line: follow getCause() and add those of each cause
 */
class ErrorLine {
    public static String of(Throwable failure) {
        return words(failure);
    }
}
