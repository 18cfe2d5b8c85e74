import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;

/**
 * Writes until nothing remains, and all of it to the same place: each piece over the one before it.
 *
 * @sees the last few bytes at the start of the file, and nothing behind them
 * @probably the place does not move: what write took is there now, and the rest belongs behind it
 */
class SegmentWriter {
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at);
        }
    }
}
