import io.netty.buffer.ByteBuf;

/**
 * Writes "not found" as an ok without bytes. That is already the answer for a key whose value is empty, so a client can
 * no longer tell the two apart.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021), which has an ok and an error and
 *     nothing else
 * @sees status {@code 30} where the test has {@code 32}
 * @probably an absent key goes out as an ok with no bytes, and that already means "the value is empty"
 */
class BinaryCodec {
    private static void put(Response response, ByteBuf out) {
        out.writeByte(VERSION);
        switch (response) {
            case Response.Ok(Bytes payload) -> {
                out.writeByte(OK);
                putString(payload, out);
            }
            case Response.Error(String message) -> {
                out.writeByte(ERROR);
                putString(message, out);
            }
            case Response.NotFound() -> {
                out.writeByte(OK);
                putString(Bytes.EMPTY, out);
            }
        }
    }
}
