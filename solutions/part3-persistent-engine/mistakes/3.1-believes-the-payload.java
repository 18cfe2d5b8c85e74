import java.nio.ByteBuffer;

/**
 * Does not compare what the payload has written with what it said. Length and bytes of the record differ, and all
 * that follows is off by as many.
 *
 * @sees no exception for a payload that says 3 bytes and writes 2
 * @probably the payload may write another number of bytes than it said: compare, before the checksum makes it
 *     official
 */
class RecordFormat {
    static void encode(ByteBuffer out, int salt, long sequence, int forced, Payload payload) {
        int at = out.position();
        int length = payload.length();
        out.putInt(0).putInt(length).putLong(sequence).putInt(forced);
        payload.writeTo(out);
        out.putInt(at, salt ^ crc(out, at, length));
    }
}
