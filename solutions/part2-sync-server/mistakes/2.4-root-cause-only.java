/**
 * Follows the chain to the last cause and returns only that. A reason alone does not help: "Address already in use"
 * does not say which address, and "no such file" does not say what needed it.
 *
 * @sees the last words of each line, without what the test expects before the colon
 * @probably only the last cause is in the line: the failures above it say what was being done
 */
class ErrorLine {
    public static String of(Throwable failure) {
        Throwable last = failure;
        for (int i = 0; last.getCause() != null && i < MAX_CAUSES; i++) {
            last = last.getCause();
        }
        return words(last);
    }
}
