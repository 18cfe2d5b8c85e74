import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Computes the checksum of the payload and leaves out the whole header. Sequence and forced of a record can change
 * then, and its checksum is still right.
 *
 * @sees another checksum than the one in the documentation; no fault for flipped bits in sequence and forced
 * @probably the checksum is that of the payload alone: it has to cover all of the record except itself
 */
class RecordFormat {
    private static int crc(ByteBuffer record, int at, int length) {
        int position = record.position();
        int limit = record.limit();
        CRC32C crc = new CRC32C();
        crc.update(record.limit(at + HEADER_BYTES + length).position(at + HEADER_BYTES));
        record.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
