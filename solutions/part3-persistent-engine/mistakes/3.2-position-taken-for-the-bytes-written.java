import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;

/**
 * Takes the position of the buffer for the number of bytes written, as if every buffer began at 0. One that begins
 * later leaves a hole in the file.
 *
 * @sees a hole of 10 bytes, for a buffer whose position was 10
 * @probably the position of the buffer is not the number of bytes that were written: write returns that number
 */
class SegmentWriter {
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }
}
