import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;

/**
 * Writes until nothing remains, but always at the same offset: each piece overwrites the one before it.
 *
 * @sees only the last few bytes, at the start of the file
 * @probably the offset must advance by the number of bytes that write took
 */
class SegmentWriter {
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at);
        }
    }
}
