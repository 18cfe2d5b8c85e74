import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Begins the checksum behind the length. A damaged length is found as long as the bytes that are then taken for the
 * payload have another checksum; nothing says that they must.
 *
 * @shipped LevelDB: in its log's format the checksum is that of type and data (doc/log_format.md); the length is not
 *     part of it
 * @sees another checksum than the one in the documentation; and an empty record, with nothing wrong about it, where
 *     one bit of the length was flipped
 * @probably the checksum begins behind the length: it has to cover all of the record but itself
 */
class RecordFormat {
    private static int crc(ByteBuffer record, int at, int length) {
        int position = record.position();
        int limit = record.limit();
        CRC32C crc = new CRC32C();
        crc.update(record.limit(at + HEADER_BYTES + length).position(at + SEQUENCE_AT));
        record.limit(limit).position(position);
        return (int) crc.getValue();
    }
}
