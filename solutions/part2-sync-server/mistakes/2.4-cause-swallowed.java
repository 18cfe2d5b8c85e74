/**
 * Says what was being done and leaves out why it failed. "Could not bind 127.0.0.1:4000" is true, and nobody can do
 * anything with it: is the port taken, or not allowed, or is the address not this machine's?
 *
 * @sees the first words of each line, without what the test has behind the colon
 * @probably only the failure's own words are there: go down getCause() and add those of each cause
 */
class ErrorLine {
    public static String of(Throwable failure) {
        return words(failure);
    }
}
