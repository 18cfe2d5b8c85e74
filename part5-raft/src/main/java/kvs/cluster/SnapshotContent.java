package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import kvs.io.DiskFile;

/**
 * The content of a snapshot in an open file. One thread.
 *
 * @param pieces read the file as the caller goes
 */
record SnapshotContent(DiskFile file, Iterator<byte[]> pieces) implements Closeable {
    @Override
    public void close() throws IOException {
        file.close();
    }
}
