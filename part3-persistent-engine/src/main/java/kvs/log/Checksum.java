package kvs.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What a manifest and the header of a segment end with. A record has more to mix in ({@link RecordFormat}). */
final class Checksum {
    private Checksum() {}

    /** The CRC32C of the bytes before the position, which stays. */
    static int before(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().flip());
        return (int) crc.getValue();
    }
}
