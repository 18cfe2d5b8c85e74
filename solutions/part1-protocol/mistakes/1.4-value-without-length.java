/**
 * Writes the value of a SET as bare bytes, as if the value ended with the message. A stream does not show where a
 * message ends.
 *
 * @sees GET, CLEAR and PING right; in SET the value's first bytes are where its length should be
 * @probably the value of a SET has no length in front of it: key and value are strings, each with its own length, even
 *     if that is 0
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
                value.writeTo(out);
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
