/**
 * Writes a PING with no body, like a SHUTDOWN. The reader waits for a length that never comes.
 *
 * @sees all commands right but PING, which ends after its command
 * @probably PING has a body: its payload, as a string, even when that is empty
 */
class BinaryCodec {
    private static void put(Command command, ByteBuf out) {
        out.writeByte(VERSION);
        switch (command) {
            case Command.Get(Bytes key) -> {
                out.writeInt(GET);
                putString(key, out);
            }
            case Command.Set(Bytes key, Bytes value) -> {
                out.writeInt(SET);
                putString(key, out);
                putString(value, out);
            }
            case Command.Clear(Bytes key) -> {
                out.writeInt(CLEAR);
                putString(key, out);
            }
            case Command.Shutdown() -> out.writeInt(SHUTDOWN);
            case Command.Ping(Bytes _) -> out.writeInt(PING);
        }
    }
}
