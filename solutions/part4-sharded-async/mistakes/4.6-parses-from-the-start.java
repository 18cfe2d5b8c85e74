/**
 * Goes back to the first word when the bytes end, and begins there at the next call. A command of a megabyte in a thousand
 * reads is parsed a thousand times.
 *
 * @shipped the mini-redis of the tokio guide: after each read, {@code parse_frame} checks the buffer from its first byte
 * @sees more looks at the bytes than there should be, or a wait for the wrong number of bytes
 * @probably words that are complete are parsed again at the next call: keep {@code at}, {@code complete} and {@code length}
 */
class RespParser {
    private Result readWords(ByteCursor in) {
        int start = at;
        complete = 0;
        while (complete < announced) {
            Result result = readLength(in);
            if (result == Result.MALFORMED) {
                return result;
            }
            int end = at + length;
            if (result == Result.INCOMPLETE || in.remaining() < end + 2) {
                moveTo(start);
                length = -1;
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
