/**
 * Skips two bytes after each word without a look. A length that is wrong is not noticed, and whatever follows is read as
 * something else.
 *
 * @shipped the mini-redis of the tokio guide: {@code Frame::parse} skips {@code len + 2} bytes
 * @sees another answer than the error about the CRLF, or none
 * @probably the two bytes after a word have to be CR and LF: look at both before the word counts
 */
class RespParser {
    private Result readWords(ByteCursor in) {
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
            addWord(at, length);
            moveTo(end + 2);
            length = -1;
        }
        return Result.COMPLETE;
    }
}
