import java.nio.ByteBuffer;

/**
 * Leaves out the salt when it writes. A value that is a copy of a log file holds bytes that are valid records of
 * any log.
 *
 * @sees the checksum of salt 0 for every salt, and a wrong checksum when the record is checked
 * @probably the salt is not part of the checksum: salt ^ crc(...)
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
        out.putInt(at, crc(out, at, length));
    }
}
