import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Takes the four bytes of the checksum into the checksum. When it is computed they are zero, when it is compared they
 * are not.
 *
 * @sees a record that was just written and is said to be broken
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
