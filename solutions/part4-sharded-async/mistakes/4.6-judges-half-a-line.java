/**
 * Rejects the first byte before its line is complete. The answer to the same bytes then depends on how they arrive, in one
 * read or in two.
 *
 * @sees MALFORMED where the line has not arrived
 * @probably the type is looked at before the end of the line has been found: the checks come in the order of the table
 */
class RespParser {
    private Result readNumber(ByteCursor in, char type, String name) {
        if (in.remaining() > at && in.peek(at) != type) {
            return malformed("expected '" + type + "', got '" + (char) in.peek(at) + "'");
        }
        int end = find('\r', in);
        if (end == TOO_LONG) {
            return malformed("too big " + name + " count string");
        }
        if (end == NOT_YET || in.remaining() < end + 2) {
            return Result.INCOMPLETE;
        }
        number = in.peek(end + 1) == '\n'
                ? Numbers.parseLong(in.array(), in.arrayIndex() + at + 1, end - at - 1, NO_NUMBER)
                : NO_NUMBER;
        moveTo(end + 2);
        return Result.COMPLETE;
    }
}
