/**
 * Starts with the command. The reader reads the first byte of the command as the version, and every later field is one
 * byte off.
 *
 * @sees every message one byte short; byte 0 is 00 where 01 should be
 * @probably the message starts with the command: the version byte comes first
 */
class BinaryCodec {
    private static void put(Command command, ByteBuf out) {
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
            case Command.Ping(Bytes payload) -> {
                out.writeInt(PING);
                putString(payload, out);
            }
        }
    }
}
