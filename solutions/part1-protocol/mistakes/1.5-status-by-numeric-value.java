/**
 * Turns the status into a digit with {@code Character.getNumericValue}. That method knows more digits than ASCII has:
 * the byte b2, a superscript two in Latin-1, becomes a 2.
 *
 * @sees {@code NotFound} for status {@code b2}, where the test expects {@code Malformed}
 * @probably the status goes through a method that knows more digits than {@code '0'} to {@code '9'}: compare the byte
 *     itself
 */
class BinaryCodec {
    private Parsed<Response> readResponse(ByteCursor in) {
        int version = in.getU8();
        if (version == ByteCursor.UNDERFLOW) {
            return new Incomplete<>(1);
        }
        if (version != VERSION) {
            return new Malformed<>("version " + version + " is not " + VERSION, 0);
        }
        int status = in.getU8();
        if (status == ByteCursor.UNDERFLOW) {
            return new Incomplete<>(1);
        }
        return switch (Character.getNumericValue(status)) {
            case 0 -> in.getString(limits.maxValueBytes()).map(payload -> new Response.Ok(payload.copy()));
            case 1 -> in.getString(limits.maxValueBytes()).map(message -> new Response.Error(message.utf8()));
            case 2 -> in.getString(0).map(_ -> new Response.NotFound());
            default -> new Malformed<>("unknown status " + status, 1);
        };
    }
}
