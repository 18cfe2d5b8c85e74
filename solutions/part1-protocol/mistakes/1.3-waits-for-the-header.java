/**
 * Waits until all five bytes of version and command are there before it checks the first.
 *
 * @sees Incomplete for a version that is already known to be wrong: the peer waits for an answer, and the server for
 *     more bytes
 * @probably the version is checked too late: check it before you wait for the command
 */
class BinaryCodec {
    private Parsed<Command> readCommand(ByteCursor in) {
        if (in.remaining() < 5) {
            return new Incomplete<>(5 - in.remaining());
        }
        int version = in.getU8();
        if (version != VERSION) {
            return new Malformed<>("version " + version + " is not " + VERSION, 0);
        }
        long command = in.getU32();
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
