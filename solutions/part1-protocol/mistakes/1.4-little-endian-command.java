/**
 * Writes the command with the lowest byte first.
 *
 * @sees GET right, because 0 is the same in both orders, and every other command wrong
 * @probably the command's bytes are in the wrong order, lowest first: writeInt puts the highest first, writeIntLE does
 *     not
 */
class BinaryCodec {
    private static void put(Command command, ByteBuf out) {
        out.writeByte(VERSION);
        switch (command) {
            case Command.Get(Bytes key) -> {
                out.writeIntLE(GET);
                putString(key, out);
            }
            case Command.Set(Bytes key, Bytes value) -> {
                out.writeIntLE(SET);
                putString(key, out);
                putString(value, out);
            }
            case Command.Clear(Bytes key) -> {
                out.writeIntLE(CLEAR);
                putString(key, out);
            }
            case Command.Shutdown() -> out.writeIntLE(SHUTDOWN);
            case Command.Ping(Bytes payload) -> {
                out.writeIntLE(PING);
                putString(payload, out);
            }
        }
    }
}
