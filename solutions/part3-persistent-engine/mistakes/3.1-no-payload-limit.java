import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts any length that the file has room for. In a file of gigabytes, a flipped bit makes the reader allocate
 * gigabytes of memory.
 *
 * @sees no fault for a payload of 64 MiB and one byte, in a file that is long enough
 * @probably a length that fits into the file can still be too long for memory: compare it with MAX_PAYLOAD_BYTES
 */
class RecordFormat {
    static @Nullable String faultInHeader(ByteBuffer in, int at, long left) {
        long length = Integer.toUnsignedLong(in.getInt(at + LENGTH_AT));
        if (length > left - HEADER_BYTES) {
            return "a record claims a payload of " + length + " bytes where " + (left - HEADER_BYTES)
                    + " are left in the file";
        }
        return null;
    }
}
