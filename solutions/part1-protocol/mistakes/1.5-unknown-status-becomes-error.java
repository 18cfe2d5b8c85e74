/**
 * Turns an unknown status into an error response. The caller believes that the server failed, and the bytes after the
 * status are read as the start of the next response.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021), whose last arm gives
 *     {@code Response::Error("Unknown response type")}
 * @sees an {@code Error} where the test expects {@code Malformed} at offset 1
 * @probably your last arm invents a response that the server never sent; which of the three answers says "these bytes
 *     are no response"?
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
            case NOT_FOUND -> in.getString(0).map(_ -> new Response.NotFound());
            default -> new Complete<>(new Response.Error("Unknown response type"));
        };
    }
}
