/**
 * Writes the command as two bytes, where every reader reads four.
 *
 * @shipped the post that this protocol was published with: its writer calls write_u16, its parser get_u32. The unit
 *     tests in its repository passed: they made their bytes with helpers of their own, never with the writer.
 * @sees messages two bytes short; a reader reads half of the key's length as the command
 * @probably the command is written as two bytes; the protocol says four: command:u32
 */
class BinaryCodec {
    private static void put(Command command, ByteBuf out) {
        out.writeByte(VERSION);
        switch (command) {
            case Command.Get(Bytes key) -> {
                out.writeShort(GET);
                putString(key, out);
            }
            case Command.Set(Bytes key, Bytes value) -> {
                out.writeShort(SET);
                putString(key, out);
                putString(value, out);
            }
            case Command.Clear(Bytes key) -> {
                out.writeShort(CLEAR);
                putString(key, out);
            }
            case Command.Shutdown() -> out.writeShort(SHUTDOWN);
            case Command.Ping(Bytes payload) -> {
                out.writeShort(PING);
                putString(payload, out);
            }
        }
    }
}
