package kvs.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum at the end of a manifest and of a segment's header. A record has one with a salt ({@link RecordFormat}). */
final class Checksum {
    private Checksum() {}

    /** Computes the CRC32C of the bytes before the position, which stays. */
    static int before(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().flip());
        return (int) crc.getValue();
    }
}
