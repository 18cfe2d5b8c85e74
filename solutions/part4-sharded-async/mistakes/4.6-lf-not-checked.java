/**
 * Takes any byte after the CR for the LF.
 *
 * @sees a number from a line that ends with CR and another byte
 * @probably a line ends with CR and LF: look at the byte after the CR as well
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
        number = Numbers.parseLong(in.array(), in.arrayIndex() + at + 1, end - at - 1, NO_NUMBER);
        moveTo(end + 2);
        return Result.COMPLETE;
    }
}
