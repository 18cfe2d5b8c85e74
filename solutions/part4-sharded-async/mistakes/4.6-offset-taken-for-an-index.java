/**
 * Takes an offset from the start of the message for an index of the array. Both are the same for the first message in a
 * fresh buffer, and for no other.
 *
 * @sees errors about lengths that are right, as soon as the message does not begin at index 0
 * @probably {@code at} counts from the start of the message: its index in the array is {@code in.arrayIndex() + at}
 */
class RespParser {
    private Result readNumber(ByteCursor in, char type, String name) {
        int end = find('\r', in);
        if (end == TOO_LONG) {
            return malformed("too big " + name + " count string");
        }
        if (end == NOT_YET || in.remaining() < end + 2) {
            return Result.INCOMPLETE;
        }
        if (in.peek(at) != type) {
            return malformed("expected '" + type + "', got '" + (char) in.peek(at) + "'");
        }
        number = in.peek(end + 1) == '\n' ? Numbers.parseLong(in.array(), at + 1, end - at - 1, NO_NUMBER) : NO_NUMBER;
        moveTo(end + 2);
        return Result.COMPLETE;
    }
}
