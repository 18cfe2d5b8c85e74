/**
 * Checks a payload against the limit of keys. Values may be longer than keys, so a client rejects a value that its
 * server has stored.
 *
 * @sees {@code Malformed}, "length 6 is above the limit of 4", where the test expects the value
 * @probably a payload is checked against the limit of keys: was this line copied from {@code readCommand}?
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
            case OK -> in.getString(limits.maxKeyBytes()).map(payload -> new Response.Ok(payload.copy()));
            case ERROR ->
                in.getString(limits.maxKeyBytes())
                        .map(message -> new Response.Error(message.utf8()));
            case NOT_FOUND -> in.getString(0).map(_ -> new Response.NotFound());
            default -> new Malformed<>("unknown status " + status, 1);
        };
    }
}
