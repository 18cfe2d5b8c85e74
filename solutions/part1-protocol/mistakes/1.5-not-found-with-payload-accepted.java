/**
 * Reads whatever string comes with "not found" and throws it away. What was sent is lost without a word, and a peer
 * that means something else by status {@code '2'} is never found out.
 *
 * @sees {@code NotFound} where the test expects {@code Malformed} at offset 2
 * @probably "not found" must come with an empty string, and {@code getString} already knows how to refuse a longer one
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
        return switch (status) {
            case ByteCursor.UNDERFLOW -> new Incomplete<>(1);
            case OK -> in.getString(limits.maxValueBytes()).map(payload -> new Response.Ok(payload.copy()));
            case ERROR ->
                in.getString(limits.maxValueBytes())
                        .map(message -> new Response.Error(message.utf8()));
            case NOT_FOUND -> in.getString(limits.maxValueBytes()).map(_ -> new Response.NotFound());
            default -> new Malformed<>("unknown status " + status, 1);
        };
    }
}
