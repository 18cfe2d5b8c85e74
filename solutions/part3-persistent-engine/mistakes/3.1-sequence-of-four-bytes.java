import java.nio.ByteBuffer;

/**
 * Writes the sequence as an int. The numbers of a log pass 2^31 one day, and then those of old records come again.
 *
 * @sees zeros in the upper four bytes of the sequence
 * @probably the sequence is a long, and was cast to an int
 */
class RecordFormat {
    static void encode(ByteBuffer out, int salt, long sequence, int forced, Payload payload) {
        int at = out.position();
        int length = payload.length();
        out.putInt(0).putInt(length).putInt(0).putInt((int) sequence).putInt(forced);
        payload.writeTo(out);
        if (out.position() != at + HEADER_BYTES + length) {
            throw new IllegalStateException("a payload that announced " + length + " bytes wrote "
                    + (out.position() - at - HEADER_BYTES) + ": " + payload);
        }
        out.putInt(at, salt ^ crc(out, at, length));
    }
}
