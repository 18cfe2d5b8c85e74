import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Leaves position and limit at the end of the record. A caller that goes through a file with this buffer continues
 * from there.
 *
 * @sees position and limit at the end of the record, where they should be unchanged
 * @probably CRC32C.update moves the position: save position and limit first, and restore them
 */
class RecordFormat {
    private static int crc(ByteBuffer record, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record.limit(at + HEADER_BYTES + length).position(at + LENGTH_AT));
        return (int) crc.getValue();
    }
}
