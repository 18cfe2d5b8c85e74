/**
 * Does not check whether the status byte has arrived. {@code getU8} returns -1 when it has not, and -1 is read as an
 * unknown status, so a response cut after its version closes the connection.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021): to its parser every message that
 *     has not fully arrived is an error
 * @sees {@code Malformed} where the test expects {@code Incomplete}, for one byte
 * @probably UNDERFLOW is read as a status: {@code getU8} returns it when the byte has not arrived yet
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
