import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Reads the array of the buffer. Buffers outside the heap have none, and the log writes files from those.
 *
 * @sees {@code UnsupportedOperationException} for a buffer outside the heap, and right results for any other
 * @probably array() is for buffers on the heap: CRC32C.update takes a ByteBuffer as it is
 */
class RecordFormat {
    private static int crc(ByteBuffer record, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record.array(), at + LENGTH_AT, HEADER_BYTES - LENGTH_AT + length);
        return (int) crc.getValue();
    }
}
