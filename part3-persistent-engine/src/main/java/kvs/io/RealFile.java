package kvs.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file that outlives the interruption of its readers.
 *
 * <p>The trap: {@link Thread#interrupt} closes the {@link FileChannel} in which that thread is reading, and with it
 * everybody else's. So a channel that was closed, but not by {@link #close}, is opened again, and what was being done is
 * done again: to read and write at a place, to cut at a place, has the same effect twice. (A file that has lost its name
 * cannot be opened again; its readers are told.)
 *
 * <p>A force must <em>not</em> be done twice: if the first failed, and the interruption hid that, the second would lie.
 * So it has a channel of its own, of the kind that an interruption does not close. The channel is open before the first
 * byte is written, because Linux reports a failure to write back to those descriptors that were open by then. A virtual
 * thread leaves the force to another thread, as it would keep its carrier from all others meanwhile.
 *
 * <p>What is large enough is read as memory ({@link Mapping}), and short appends are written as memory, into a window at
 * the end of the file: a call for each record would cost more than all the rest. The window is filled with zeros before
 * it is mapped, so that a full disk is an error there and then and not a signal later. Hence the file is longer than what
 * was written to it, until it is closed or cut; after a kill there are zeros behind the last byte (docs/decisions/0008).
 * The zeros for the next window are written while this one is ({@link Zeros}).
 *
 * <p>Behind a force, appends are calls again for a while: the system watches pages that it has written, and to write in
 * one as memory costs as much as the force. They go where the zeros are, too: a force of a file that has not grown is a
 * fifth shorter, as the system writes no length.
 */
final class RealFile implements DiskFile {
    /** The JDK copies heap buffers through a buffer outside the heap, as long as the longest, and keeps it. */
    private static final int MOST_HEAP_BYTES_AT_ONCE = 1 << 20;

    /** A file is mapped for reading when so much more of it can be read than is mapped. */
    private static final long MAPPED_STEP_BYTES = 1 << 18;

    /** Writes of more bytes than this cost little more than their copy. */
    private static final int MOST_SHORT_BYTES = 16 << 10;

    /** Small files have no window. */
    private static final int FIRST_SHORT_BYTE = 4096;

    private static final int WINDOW_BYTES = 1 << 20;

    /** So much is written by calls after each force. */
    private static final int CALLED_BYTES = 1 << 16;

    /** Where a force takes along what was written as memory, without being told. */
    private static final boolean HAS_WINDOWS = System.getProperty("os.name").startsWith("Linux");

    private static final ExecutorService HELPERS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("kvs-file-", 0).factory());

    private final Path path;
    private final Set<? extends OpenOption> options;

    private final Zeros zeros = new Zeros(this::writeByCall, HELPERS);

    /** Replaced when an interruption has closed it. Guarded by this for writing. */
    private volatile FileChannel channel;

    /** Only forces use it; null until there is something to force. Guarded by this for writing. */
    private volatile @Nullable AsynchronousFileChannel forces;

    /** The file as memory, up to a place behind which it has grown since. Guarded by this for writing. */
    private volatile @Nullable Mapping readable;

    /** Where short appends go; null where there are none. Guarded by this for writing. */
    private volatile @Nullable Mapping window;

    /** How far the file goes, once zeros are behind that; -1 as long as there are none, and the system knows it. */
    private volatile long length = -1;

    /** How much has been written by calls since the last force; it need not be exact. */
    private volatile int called;

    /** By its owner, for good. Guarded by this for writing. */
    private volatile boolean closed;

    RealFile(Path path, Set<? extends OpenOption> options) throws IOException {
        this.path = path;
        this.options = options;
        this.channel = FileChannel.open(path, options);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int read(ByteBuffer dst, long at) throws IOException {
        int wanted = dst.remaining();
        boolean isWritten = at + wanted <= length;
        if ((isWritten && isRead(window, dst, at)) || isRead(readable, dst, at)) {
            return wanted;
        }
        return readByCall(dst, at);
    }

    private static boolean isRead(@Nullable Mapping piece, ByteBuffer dst, long at) throws IOException {
        return piece != null && piece.holds(at, dst.remaining()) && piece.read(dst, at);
    }

    private int readByCall(ByteBuffer dst, long at) throws IOException {
        long size = size();
        if (at >= size) {
            return -1;
        }
        map(size);
        int limit = dst.limit();
        dst.limit((int) Math.min(limit, dst.position() + size - at));
        try {
            return (int) transfer(dst, open -> open.read(dst, at));
        } finally {
            dst.limit(limit);
        }
    }

    /** Maps the file, if that pays. Where it cannot be mapped, it is read by calls. */
    private void map(long size) throws IOException {
        Mapping was = readable;
        if (size - end(was) >= MAPPED_STEP_BYTES) {
            remap();
        }
    }

    private static long end(@Nullable Mapping piece) {
        return piece == null ? 0 : piece.end();
    }

    /** The size is asked again: to map more than there is would make a file longer that has just been cut. */
    private synchronized void remap() throws IOException {
        Mapping was = readable;
        long size = size();
        if (closed || size - end(was) < MAPPED_STEP_BYTES) {
            return;
        }
        uninterrupted(open -> {
            readable = Mapping.of(path, open, MapMode.READ_ONLY, 0, size);
            return 0;
        });
        if (was != null) {
            was.close();
        }
    }

    @Override
    public int write(ByteBuffer src, long at) throws IOException {
        forces();
        int wanted = src.remaining();
        if (src.isDirect() && wanted <= MOST_SHORT_BYTES && at >= FIRST_SHORT_BYTE && HAS_WINDOWS) {
            Mapping into = windowFor(at, wanted);
            if (into != null && called >= CALLED_BYTES) {
                into.write(src, at);
                grow(at + wanted);
                return wanted;
            }
        }
        if (at + wanted > end(window)) {
            zeros.await();
        }
        int written = (int) writeByCall(src, at);
        called = Math.min(called, CALLED_BYTES) + written;
        grow(at + written);
        return written;
    }

    private long writeByCall(ByteBuffer src, long at) throws IOException {
        return transfer(src, open -> open.write(src, at));
    }

    private synchronized void grow(long end) {
        if (length >= 0) {
            length = Math.max(length, end);
        }
    }

    /** The window that holds these bytes; null if they are neither in the one there is nor at the end of the file. */
    private @Nullable Mapping windowFor(long at, int wanted) throws IOException {
        Mapping now = window;
        if (now != null && now.holds(at, wanted)) {
            return now;
        }
        zeros.await();
        return slide(at);
    }

    /** The window, moved so that it begins with the end of the file; null if {@code at} is not there. */
    private synchronized @Nullable Mapping slide(long at) throws IOException {
        if (at != size()) {
            return null;
        }
        Mapping was = window;
        // With room for a short write.
        long end = ((at + MOST_SHORT_BYTES) / WINDOW_BYTES + 1) * WINDOW_BYTES;
        length = at;
        zeros.fill(at, end);
        uninterrupted(open -> {
            window = Mapping.of(path, open, MapMode.READ_WRITE, at, end);
            return 0;
        });
        if (was != null) {
            was.close();
            zeros.fillAhead(end, end + WINDOW_BYTES);
        }
        return window;
    }

    @Override
    public long size() throws IOException {
        long known = length;
        return known >= 0 ? known : uninterrupted(FileChannel::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        zeros.await();
        cut(size);
    }

    private synchronized void cut(long size) throws IOException {
        forces();
        unmap();
        uninterrupted(open -> open.truncate(size).size());
        length = -1;
        zeros.forget();
    }

    private void unmap() {
        for (Mapping piece : new Mapping[] {readable, window}) {
            if (piece != null) {
                piece.close();
            }
        }
        readable = null;
        window = null;
    }

    @Override
    public void force() throws IOException {
        AsynchronousFileChannel open = forces();
        called = 0;
        try {
            if (Thread.currentThread().isVirtual()) {
                CompletableFuture.runAsync(() -> force(open), HELPERS).join();
            } else {
                force(open);
            }
        } catch (CompletionException | UncheckedIOException e) {
            throw new ForceFailedException("could not force " + path + " to disk", e);
        }
    }

    /** Without the time of the last change, which nobody needs, but with the length. */
    private static void force(AsynchronousFileChannel open) {
        try {
            open.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        zeros.await();
        closeForGood();
    }

    private synchronized void closeForGood() throws IOException {
        if (length >= 0) {
            cut(length);
        }
        unmap();
        closed = true;
        AsynchronousFileChannel own = forces;
        forces = null;
        try (own) {
            channel.close();
        }
    }

    private AsynchronousFileChannel forces() throws IOException {
        AsynchronousFileChannel open = forces;
        return open != null ? open : openForces();
    }

    private synchronized AsynchronousFileChannel openForces() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        AsynchronousFileChannel open = forces;
        if (open == null) {
            open = AsynchronousFileChannel.open(path, options, null);
            forces = open;
        }
        return open;
    }

    /** A buffer is where it was before each attempt, and not too long for the heap. */
    private long transfer(ByteBuffer buffer, Call call) throws IOException {
        int position = buffer.position();
        int limit = buffer.limit();
        if (!buffer.isDirect() && limit - position > MOST_HEAP_BYTES_AT_ONCE) {
            buffer.limit(position + MOST_HEAP_BYTES_AT_ONCE);
        }
        try {
            return uninterrupted(open -> {
                buffer.position(position);
                return call.on(open);
            });
        } finally {
            buffer.limit(limit);
        }
    }

    private long uninterrupted(Call call) throws IOException {
        // The channel would be closed at once, and opened again, and so on.
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel open = channel;
                try {
                    return call.on(open);
                } catch (ClosedChannelException _) {
                    interrupted |= Thread.interrupted();
                    reopen(open);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen(FileChannel was) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (channel == was) {
            channel = FileChannel.open(path, options);
        }
    }

    @FunctionalInterface
    private interface Call {
        long on(FileChannel open) throws IOException;
    }
}
