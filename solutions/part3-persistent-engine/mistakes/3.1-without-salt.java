import java.nio.ByteBuffer;

/**
 * Leaves the salt out when it writes. A value that is a copy of a log file is full of bytes that are whole records,
 * of any log.
 *
 * @sees the checksum of salt 0 for every salt, and records that are broken when they are looked at
 * @probably the salt is not mixed into the checksum: salt ^ crc(...)
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
        out.putInt(at, crc(out, at, length));
    }
}
