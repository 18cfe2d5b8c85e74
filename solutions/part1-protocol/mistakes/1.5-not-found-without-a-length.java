import io.netty.buffer.ByteBuf;

/**
 * Takes "the payload is empty" for "there is no payload", and neither writes nor reads the length of "not found". The
 * two halves agree with each other, and with no other program that speaks this protocol.
 *
 * @sees two bytes where the test has six, and a cursor that stops in front of the length
 * @probably an empty string is not nothing: four bytes say that its length is 0, for "not found" as for the others
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
            case NOT_FOUND -> new Complete<>(new Response.NotFound());
            default -> new Malformed<>("unknown status " + status, 1);
        };
    }

    private static void put(Response response, ByteBuf out) {
        out.writeByte(VERSION);
        switch (response) {
            case Response.Ok(Bytes payload) -> {
                out.writeByte(OK);
                putString(payload, out);
            }
            case Response.Error(String message) -> {
                out.writeByte(ERROR);
                putString(message, out);
            }
            case Response.NotFound() -> out.writeByte(NOT_FOUND);
        }
    }
}
