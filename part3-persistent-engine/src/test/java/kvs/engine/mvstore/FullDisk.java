package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 over the real one: while it is full, a write fails that would make a file longer, or any write. */
public final class FullDisk extends FilePathWrapper {
    static final String SCHEME = "full";

    private static volatile boolean full;

    static void register() {
        FilePath.register(new FullDisk());
        full = false;
    }

    static void fill(boolean now) {
        full = now;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel base = super.open(mode);
        return new FileBaseDefault() {
            @Override
            public long size() throws IOException {
                return base.size();
            }

            @Override
            public synchronized int read(ByteBuffer dst, long at) throws IOException {
                return base.read(dst, at);
            }

            @Override
            public synchronized int write(ByteBuffer src, long at) throws IOException {
                if (full) {
                    throw new IOException("No space left on device");
                }
                return base.write(src, at);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                base.truncate(size);
            }

            @Override
            public void force(boolean metaData) throws IOException {
                base.force(metaData);
            }

            @Override
            public FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return base.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                base.close();
            }
        };
    }
}
