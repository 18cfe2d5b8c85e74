/**
 * Returns a Get for a CLEAR: the line for GET was copied and one word in it was not changed. Both commands have only a
 * key, so the compiler finds no error.
 *
 * @shipped the post that this protocol was published with ("Distributed systems chronicles: Key value store (1)",
 *     2021): its parse_clear returns Command::Get
 * @sees CLEAR answered with the value, and the key still there
 * @probably CLEAR returns a Get: look at the line that was copied from GET
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
                        .flatMap(key -> in.getString(limits.maxValueBytes())
                                .map(value -> new Command.Set(key.copy(), value.copy())));
            case CLEAR -> in.getString(limits.maxKeyBytes()).map(key -> new Command.Get(key.copy()));
            case SHUTDOWN -> new Complete<>(new Command.Shutdown());
            case PING -> in.getString(limits.maxValueBytes()).map(payload -> new Command.Ping(payload.copy()));
            default -> new Malformed<>("unknown command " + command, 1);
        };
    }
}
