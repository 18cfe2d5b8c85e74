import java.nio.ByteBuffer;

/**
 * Puts the checksum at byte 0 of the buffer, and takes it from there, too. It is right for the first record in a
 * buffer.
 *
 * @sees zeros where the checksum should be, and bytes written over that were there before
 * @probably the record begins at the position of the buffer, and not at 0
 */
class RecordFormat {
    static void encode(ByteBuffer out, int salt, long sequence, int forced, Payload payload) {
        int at = out.position();
        int length = payload.length();
        out.putInt(0).putInt(length).putLong(sequence).putInt(forced);
        payload.writeTo(out);
        if (out.position() != at + HEADER_BYTES + length) {
            throw new IllegalStateException("a payload of " + length + " bytes wrote "
                    + (out.position() - at - HEADER_BYTES) + " bytes: " + payload);
        }
        out.putInt(0, salt ^ crc(out, 0, length));
    }
}
