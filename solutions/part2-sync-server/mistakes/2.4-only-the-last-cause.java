/**
 * Goes down to the last cause and says only that. It is the reason, and a reason alone helps as little as none:
 * "Address already in use" does not say which address, and "no such file" of what.
 *
 * @sees the last words of each line, without what the test has in front of the colon
 * @probably only the last cause is there: what was being done is said by the failures above it
 */
class ErrorLine {
    public static String of(Throwable failure) {
        Throwable last = failure;
        for (int i = 0; last.getCause() != null && i < MOST_CAUSES; i++) {
            last = last.getCause();
        }
        return words(last);
    }
}
