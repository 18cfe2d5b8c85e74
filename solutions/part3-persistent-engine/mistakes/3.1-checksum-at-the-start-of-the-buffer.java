import java.nio.ByteBuffer;

/**
 * Writes the checksum to byte 0 of the buffer, and computes it from there, too. That is right for the first record
 * in a buffer alone.
 *
 * @sees zeros in place of the checksum, and overwritten bytes before the record
 * @probably the record begins at the position of the buffer, not at byte 0
 */
class RecordFormat {
    static void encode(ByteBuffer out, int salt, long sequence, int forced, Payload payload) {
        int at = out.position();
        int length = payload.length();
        out.putInt(0).putInt(length).putLong(sequence).putInt(forced);
        payload.writeTo(out);
        if (out.position() != at + HEADER_BYTES + length) {
            throw new IllegalStateException("a payload that announced " + length + " bytes wrote "
                    + (out.position() - at - HEADER_BYTES) + ": " + payload);
        }
        out.putInt(0, salt ^ crc(out, 0, length));
    }
}
