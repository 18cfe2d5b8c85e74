/**
 * Limits each word and not their sum. A million words of the largest size are a legal command, for which the server
 * buffers terabytes.
 *
 * @sees no error for a command above the limit
 * @probably each word is below its limit, but all of them together need one as well: {@code limits.maxMessageBytes()}
 */
class RespParser {
    private Result readLength(ByteCursor in) {
        Result result = readNumber(in, '$', "bulk");
        if (result != Result.COMPLETE) {
            return result;
        }
        if (number < 0 || number > limits.maxBulkBytes()) {
            return malformed("invalid bulk length");
        }
        length = (int) number;
        return Result.COMPLETE;
    }
}
