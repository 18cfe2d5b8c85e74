import io.netty.buffer.ByteBuf;

/**
 * Writes the status as the number 0, 1 or 2, where the protocol has the characters {@code '0'}, {@code '1'} and
 * {@code '2'}. The reader is right, so the two halves of one codec do not understand each other.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021): its parser compares with
 *     {@code b'0'}, its writer sends 0, and so every success reads as an error
 * @sees {@code 00} at byte 1 where the test has {@code 30}
 * @probably the status is written as a number, and the protocol has a character: {@code '0'} is the byte 30 in hex
 */
class BinaryCodec {
    private static void put(Response response, ByteBuf out) {
        out.writeByte(VERSION);
        switch (response) {
            case Response.Ok(Bytes payload) -> {
                out.writeByte(0);
                putString(payload, out);
            }
            case Response.Error(String message) -> {
                out.writeByte(1);
                putString(message, out);
            }
            case Response.NotFound() -> {
                out.writeByte(2);
                putString(Bytes.EMPTY, out);
            }
        }
    }
}
