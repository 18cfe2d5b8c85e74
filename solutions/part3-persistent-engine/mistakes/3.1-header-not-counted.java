import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the length with everything that is left, as if the header took no room. A payload that lacks its last
 * bytes passes.
 *
 * @sees no fault for a payload of 4 bytes of which the file has 3
 * @probably the bytes left in the file include the header of 20 bytes: subtract it
 */
class RecordFormat {
    static @Nullable String faultInHeader(ByteBuffer in, int at, long left) {
        long length = Integer.toUnsignedLong(in.getInt(at + LENGTH_AT));
        if (length > left) {
            return "a record claims a payload of " + length + " bytes where " + left + " are left in the file";
        }
        if (length > MAX_PAYLOAD_BYTES) {
            return "a record claims a payload of " + length + " bytes, above the limit of " + MAX_PAYLOAD_BYTES;
        }
        return null;
    }
}
