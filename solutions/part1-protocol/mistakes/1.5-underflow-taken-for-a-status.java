/**
 * Does not ask whether the status byte has arrived. {@code getU8} answers -1 when it has not, and -1 is taken for a
 * status that nobody knows, so a response cut behind its version closes the connection.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021): to its parser every message that
 *     has not fully arrived is an error
 * @sees {@code Malformed} where the test expects {@code Incomplete}, for one byte
 * @probably -1 is no status: {@code getU8} says with it that the byte has not arrived yet
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
            case OK -> in.getString(limits.maxValueBytes()).map(payload -> new Response.Ok(payload.copy()));
            case ERROR ->
                in.getString(limits.maxValueBytes())
                        .map(message -> new Response.Error(message.utf8()));
            case NOT_FOUND -> in.getString(0).map(_ -> new Response.NotFound());
            default -> new Malformed<>("unknown status " + status, 1);
        };
    }
}
