import java.io.IOException;
import java.nio.ByteBuffer;
import kvs.io.DiskFile;

/**
 * Calls write once and ignores its result. Nearly always the file takes all bytes.
 *
 * @shipped ArcadeDB, whose pages were written so (issue 4321, pull request 4341), and CorfuDB, whose log was (pull
 *     request 1925)
 * @sees fewer bytes in the file than there were in the buffer, and no exception
 * @probably write may take fewer bytes than it is given, and returns their number: go on with the rest
 */
class SegmentWriter {
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        file.write(bytes, at);
    }
}
