import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the length for a signed number. From 80 00 00 00 on it is negative, fits into any file, and is used.
 *
 * @sees no fault for the length ff ff ff ff, which is 4,294,967,295, not -1
 * @probably the length is unsigned: use Integer.toUnsignedLong
 */
class RecordFormat {
    static @Nullable String faultInHeader(ByteBuffer in, int at, long left) {
        int length = in.getInt(at + LENGTH_AT);
        if (length > left - HEADER_BYTES) {
            return "a record claims a payload of " + length + " bytes where " + (left - HEADER_BYTES)
                    + " are left in the file";
        }
        if (length > MAX_PAYLOAD_BYTES) {
            return "a record claims a payload of " + length + " bytes, above the limit of " + MAX_PAYLOAD_BYTES;
        }
        return null;
    }
}
