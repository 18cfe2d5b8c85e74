import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Begins the checksum after the length. A wrong length is found only if the bytes that are then taken for the
 * payload have another checksum, which is likely but not certain.
 *
 * @shipped LevelDB: in its log's format the checksum is that of type and data (doc/log_format.md); the length is
 *     not part of it
 * @sees another checksum than the one in the documentation; no fault in an empty record whose length has a flipped
 *     bit
 * @probably the checksum begins after the length: it has to cover all of the record except itself
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
