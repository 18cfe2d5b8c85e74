/**
 * Compares only the lowest byte of the command, because all known codes fit into it. So 65536 is a GET, and the other
 * three bytes can never get a meaning.
 *
 * @sees 00 01 00 00 read as a GET
 * @probably only some of the four bytes of the command are compared, as after a cast to byte or short
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
        return switch ((byte) command) {
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
