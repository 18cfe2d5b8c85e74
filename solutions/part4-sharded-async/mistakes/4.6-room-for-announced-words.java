import java.util.Arrays;

/**
 * Makes room for all the words that the command announces. Ten bytes from a client that sends no more take 8 MB, and a
 * thousand connections do so at once.
 *
 * @shipped Redis before 6.2.6: it allocated what the headers of a request announced (CVE-2021-32675)
 * @sees megabytes allocated for a line of ten bytes
 * @probably memory is reserved for the announced number of words: let it grow with the words that have arrived
 */
class RespParser {
    private Result readWords(ByteCursor in) {
        if (bounds.length < 2 * announced) {
            bounds = Arrays.copyOf(bounds, 2 * announced);
        }
        while (complete < announced) {
            if (length < 0) {
                Result result = readLength(in);
                if (result != Result.COMPLETE) {
                    return result;
                }
            }
            int end = at + length;
            if (in.remaining() < end + 2) {
                return Result.INCOMPLETE;
            }
            if (in.peek(end) != '\r' || in.peek(end + 1) != '\n') {
                return malformed("expected CRLF after bulk");
            }
            addWord(at, length);
            moveTo(end + 2);
            length = -1;
        }
        return Result.COMPLETE;
    }
}
