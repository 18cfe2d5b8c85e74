import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Includes the four bytes of the checksum in the checksum. They are zero when it is computed, and not when it is
 * compared.
 *
 * @sees a record that was just written and has a wrong checksum
 * @probably the checksum covers its own four bytes, which have changed by the time it is compared
 */
class RecordFormat {
    private static int crc(ByteBuffer record, int at, int length) {
        int position = record.position();
        int limit = record.limit();
        CRC32C crc = new CRC32C();
        crc.update(record.limit(at + HEADER_BYTES + length).position(at));
        record.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
