/**
 * Checks values and PING payloads against the limit of keys.
 *
 * @sees Malformed for a value that is longer than a key may be
 * @probably a value is checked against the limit of keys: values and PING payloads have limits.maxValueBytes()
 */
class BinaryCodec {
    private Parsed<Command> readCommand(ByteCursor in) {
        int version = in.getU8();
        if (version == ByteCursor.UNDERFLOW) {
            return new Incomplete<>(1);
        }
        if (version != VERSION) {
            return new Malformed<>("version " + version + " is not " + VERSION, 0);
        }
        long command = in.getU32();
        if (command == ByteCursor.UNDERFLOW) {
            return new Incomplete<>(4 - in.remaining());
        }
        return switch ((int) command) {
            case GET -> in.getString(limits.maxKeyBytes()).map(key -> new Command.Get(key.copy()));
            case SET ->
                in.getString(limits.maxKeyBytes())
                        .flatMap(key -> in.getString(limits.maxKeyBytes())
                                .map(value -> new Command.Set(key.copy(), value.copy())));
            case CLEAR -> in.getString(limits.maxKeyBytes()).map(key -> new Command.Clear(key.copy()));
            case SHUTDOWN -> new Complete<>(new Command.Shutdown());
            case PING -> in.getString(limits.maxKeyBytes()).map(payload -> new Command.Ping(payload.copy()));
            default -> new Malformed<>("unknown command " + command, 1);
        };
    }
}
