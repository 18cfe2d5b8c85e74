import java.nio.ByteBuffer;

/**
 * Does not compare the number of bytes that the payload has written with its length(). The length field is wrong
 * then, and every record after it is read at the wrong offset.
 *
 * @sees no exception for a payload whose length() is 3 and which writes 2 bytes
 * @probably the payload may write another number of bytes than its length(): compare them before the checksum is
 *     computed
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
