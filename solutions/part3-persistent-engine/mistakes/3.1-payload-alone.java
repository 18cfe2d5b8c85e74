import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Takes the checksum of the payload and leaves out the whole header. A record can then change its place in the order,
 * or say of itself that more was forced, and its checksum is right.
 *
 * @sees another checksum than the one in the documentation; flipped bits in sequence and forced that nobody notices
 * @probably the checksum is that of the payload alone: it has to cover all of the record but itself
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
