package kvs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file whose reads are copies from memory ({@link Mapping}), where it is large enough for that to pay. Everything else is
 * done by the file beneath it, and so is a read of bytes that are not mapped yet, or of a file that cannot be mapped
 * (docs/decisions/0008).
 *
 * <p><b>Threads.</b> Any, as for every {@link DiskFile}.
 */
final class MappedFile implements DiskFile {
    /** The file is mapped again when it has grown by this many bytes since. */
    private static final long STEP_BYTES = 1 << 18;

    private final RealFile file;
    private final Mappings mappings;

    /** The file from its start, up to an offset beyond which it may have grown since. Guarded by this for writing. */
    private volatile @Nullable Mapping mapping;

    /** Whether the system has refused to map the file: every read is a call from then on. */
    private volatile boolean refused;

    MappedFile(RealFile file, Mappings mappings) {
        this.file = file;
        this.mappings = mappings;
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public int read(ByteBuffer dst, long at) throws IOException {
        int wanted = dst.remaining();
        Mapping now = mapping;
        if (now != null && now.holds(at, wanted) && now.read(dst, at)) {
            return wanted;
        }
        if (!refused && file.size() - end(now) >= STEP_BYTES) {
            remap();
        }
        return file.read(dst, at);
    }

    @Override
    public boolean readCached(ByteBuffer dst, long at) throws IOException {
        Mapping now = mapping;
        return now != null && now.holds(at, dst.remaining()) && now.readCached(dst, at);
    }

    private static long end(@Nullable Mapping mapping) {
        return mapping == null ? 0 : mapping.end();
    }

    /** Asks for the size again: to map more than the file holds would make a file longer that has just been cut. */
    private synchronized void remap() throws IOException {
        Mapping was = mapping;
        long size = file.size();
        if (refused || size - end(was) < STEP_BYTES) {
            return;
        }
        Mapping larger = mappings.map(file, false, 0, size);
        if (larger == null) {
            // What has been mapped before stays so.
            refused = true;
            return;
        }
        mapping = larger;
        if (was != null) {
            was.close();
        }
    }

    @Override
    public int write(ByteBuffer src, long at) throws IOException {
        return file.write(src, at);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public synchronized void truncate(long size) throws IOException {
        unmap();
        file.truncate(size);
    }

    @Override
    public void force() throws IOException {
        file.force();
    }

    @Override
    public synchronized void close() throws IOException {
        unmap();
        file.close();
    }

    private void unmap() {
        Mapping was = mapping;
        mapping = null;
        if (was != null) {
            was.close();
        }
    }
}
