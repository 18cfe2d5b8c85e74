/**
 * Checks the upper limit of a length only. A negative one passes, and here it also means that a line comes next: the
 * word is skipped as if it had not been announced.
 *
 * @sees no error for a word of length -1
 * @probably a length can be negative: {@code $-1} is legal in replies, and never in requests
 */
class RespParser {
    private Result readLength(ByteCursor in) {
        Result result = readNumber(in, '$', "bulk");
        if (result != Result.COMPLETE) {
            return result;
        }
        if (number > limits.maxBulkBytes()) {
            return malformed("invalid bulk length");
        }
        if (number > limits.maxMessageBytes() - at - 2) {
            return malformed("request of more than " + limits.maxMessageBytes() + " bytes");
        }
        length = (int) number;
        return Result.COMPLETE;
    }
}
