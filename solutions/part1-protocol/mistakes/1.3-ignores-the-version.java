/**
 * Reads the version byte and does nothing with it.
 *
 * @shipped the post that this protocol was published with: its parser reads the byte into _header and never looks at it
 * @sees all messages of version 1 right; a message of version 2, or the G of an HTTP request, accepted as version 1
 * @probably the first byte is read and never compared with VERSION
 */
class BinaryCodec {
    private Parsed<Command> readCommand(ByteCursor in) {
        int version = in.getU8();
        if (version == ByteCursor.UNDERFLOW) {
            return new Incomplete<>(1);
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
