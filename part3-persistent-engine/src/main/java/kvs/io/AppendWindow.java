package kvs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file whose short appends are copies into memory: into a window at its end, a {@link Mapping}. A call of the operating
 * system for each record would cost more than everything else that a write does (docs/decisions/0008).
 *
 * <pre>
 *   the file     [ records ............ | records | zeros ]
 *                                       [ the window      ]
 *                                                 ^       ^
 *                                              length     what the operating system takes for the length
 * </pre>
 *
 * <p>The window is filled with zeros before it is mapped, so that a full disk is an exception at that moment and not a
 * signal later ({@link Preallocation}). Hence the file is longer than what was written to it, until it is closed or cut;
 * after a kill, zeros follow its last byte.
 *
 * <p>After each force, appends are calls again for a while: the system watches pages that it has written, and the next
 * write to one as memory costs as much as the force. Those calls overwrite zeros, too: a force of a file that has not grown
 * is a fifth shorter, because the system writes no length.
 *
 * <p>Where a window cannot be mapped, or its zeros find no room, each append is a call.
 *
 * <p>For Linux alone: only there does a force include what was written as memory.
 *
 * <p><b>Threads.</b> As for every {@link DiskFile}: any number read, one writes at the end.
 */
final class AppendWindow implements DiskFile {
    /** A write of more bytes costs little more than its copy. */
    private static final int MAX_SHORT_BYTES = 16 << 10;

    /** A file that is shorter has no window. */
    private static final int MIN_FILE_BYTES = 4096;

    private static final int WINDOW_BYTES = 1 << 20;

    /** How many bytes are written by calls after each force. */
    private static final int CALLED_BYTES = 1 << 16;

    private final DiskFile file;

    /** The same file, for mapping a window. */
    private final RealFile real;

    private final Mappings mappings;

    private final Preallocation preallocation;

    /** A window is tried again when the file has at least this length. Guarded by this for writing. */
    private volatile long noWindowBefore;

    /** Where short appends go; null where there is none. Guarded by this for writing. */
    private volatile @Nullable Mapping window;

    /** Where the written bytes end, once zeros follow them; -1 while there are none, and the file's size is right. */
    private volatile long length = -1;

    /** How many bytes have been written by calls since the last force; it need not be exact. */
    private volatile int called;

    /** @param file reads and writes {@code real}, perhaps by a faster way */
    AppendWindow(DiskFile file, RealFile real, Mappings mappings) {
        this.file = file;
        this.real = real;
        this.mappings = mappings;
        this.preallocation = new Preallocation(file::write, RealFile.HELPERS);
    }

    static boolean isSupported() {
        return System.getProperty("os.name").startsWith("Linux");
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public int read(ByteBuffer dst, long at) throws IOException {
        if (length < 0) {
            int position = dst.position();
            int read = file.read(dst, at);
            if (length < 0) {
                return read;
            }
            // The first window was made meanwhile, and some of these bytes may be its zeros: read again.
            dst.position(position);
        }
        return readWritten(dst, at);
    }

    @Override
    public boolean readCached(ByteBuffer dst, long at) throws IOException {
        int wanted = dst.remaining();
        long written = length;
        if (written < 0) {
            int position = dst.position();
            if (!file.readCached(dst, at)) {
                return false;
            }
            if (length < 0) {
                return true;
            }
            // As in a read.
            dst.position(position);
            written = length;
        }
        if (at + wanted > written) {
            return false;
        }
        Mapping now = window;
        return (now != null && now.holds(at, wanted)) ? now.readCached(dst, at) : file.readCached(dst, at);
    }

    private int readWritten(ByteBuffer dst, long at) throws IOException {
        int wanted = dst.remaining();
        long written = size() - at;
        if (written <= 0) {
            return -1;
        }
        Mapping now = window;
        if (wanted <= written && now != null && now.holds(at, wanted) && now.read(dst, at)) {
            return wanted;
        }
        int limit = dst.limit();
        dst.limit((int) Math.min(limit, dst.position() + written));
        try {
            return file.read(dst, at);
        } finally {
            dst.limit(limit);
        }
    }

    @Override
    public int write(ByteBuffer src, long at) throws IOException {
        real.prepareForce();
        int wanted = src.remaining();
        if (src.isDirect() && wanted <= MAX_SHORT_BYTES && at >= MIN_FILE_BYTES) {
            Mapping into = windowFor(at, wanted);
            if (into != null && called >= CALLED_BYTES) {
                into.write(src, at);
                grow(at + wanted);
                return wanted;
            }
        }
        if (at + wanted > end(window)) {
            preallocation.await();
        }
        int written = file.write(src, at);
        called = Math.min(called, CALLED_BYTES) + written;
        grow(at + written);
        return written;
    }

    private static long end(@Nullable Mapping piece) {
        return piece == null ? 0 : piece.end();
    }

    private synchronized void grow(long end) {
        if (length >= 0) {
            length = Math.max(length, end);
        }
    }

    /**
     * Returns the window that holds these bytes; null if they are neither in the present one nor at the end of the file, or
     * if there can be no window now.
     */
    private @Nullable Mapping windowFor(long at, int wanted) throws IOException {
        Mapping now = window;
        if (now != null && now.holds(at, wanted)) {
            return now;
        }
        if (at < noWindowBefore) {
            return null;
        }
        preallocation.await();
        return slide(at);
    }

    /** Moves the window to the end of the file; returns null if {@code at} is not there. */
    private synchronized @Nullable Mapping slide(long at) throws IOException {
        if (at != size()) {
            return null;
        }
        Mapping was = window;
        // With room for a short write.
        long end = ((at + MAX_SHORT_BYTES) / WINDOW_BYTES + 1) * WINDOW_BYTES;
        length = at;
        Mapping next;
        try {
            preallocation.fill(at, end);
            next = mappings.map(real, true, at, end);
            // A file that cannot be mapped now is not asked again.
            noWindowBefore = next == null ? Long.MAX_VALUE : 0;
        } catch (IOException _) {
            // The zeros need more room than the record.
            next = null;
            noWindowBefore = end;
        }
        if (next == null) {
            // Without the zeros, which take room.
            cut(at);
            return null;
        }
        window = next;
        if (was != null) {
            was.close();
            preallocation.fillAhead(end, end + WINDOW_BYTES);
        }
        return window;
    }

    @Override
    public long size() throws IOException {
        long known = length;
        if (known >= 0) {
            return known;
        }
        long size = file.size();
        known = length;
        return known >= 0 ? known : size;
    }

    @Override
    public void truncate(long size) throws IOException {
        preallocation.await();
        cut(size);
    }

    private synchronized void cut(long size) throws IOException {
        closeWindow();
        file.truncate(size);
        length = -1;
        preallocation.forget();
    }

    private void closeWindow() {
        Mapping was = window;
        window = null;
        if (was != null) {
            was.close();
        }
    }

    @Override
    public void force() throws IOException {
        called = 0;
        file.force();
    }

    /** Cuts off the zeros, too. */
    @Override
    public void close() throws IOException {
        preallocation.await();
        cutAndClose();
    }

    private synchronized void cutAndClose() throws IOException {
        try (file) {
            if (length >= 0) {
                cut(length);
            }
        } finally {
            length = -1;
        }
    }
}
