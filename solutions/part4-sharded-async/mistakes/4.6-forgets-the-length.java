/**
 * Keeps the length of a word only until the end of the call. When the word has not arrived, the next call looks for another
 * line with a length, in the middle of the word.
 *
 * @sees a word that is read as a line: no answer, or an error about a type
 * @probably the line with the length is read once: {@code length} has to survive a call that ends in the word
 */
class RespParser {
    private Result readWords(ByteCursor in) {
        while (complete < announced) {
            length = -1;
            Result result = readLength(in);
            if (result != Result.COMPLETE) {
                return result;
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
