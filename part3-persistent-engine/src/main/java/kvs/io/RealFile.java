package kvs.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
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
 * It has a channel of its own and runs on a thread that nobody knows, hence nobody interrupts. The channel is open before
 * the first byte is written, because Linux reports a failure to write back to those descriptors that were open by then.
 */
final class RealFile implements DiskFile {
    /** The JDK copies heap buffers through a buffer outside the heap, as long as the longest, and keeps it. */
    private static final int MOST_HEAP_BYTES_AT_ONCE = 1 << 20;

    private static final ExecutorService FORCERS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("kvs-force-", 0).factory());

    private final Path path;
    private final Set<? extends OpenOption> options;

    /** Replaced when an interruption has closed it. Guarded by this for writing. */
    private volatile FileChannel channel;

    /** Only forces use it; null until there is something to force. Guarded by this for writing. */
    private volatile @Nullable FileChannel forces;

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
        return (int) transfer(dst, open -> open.read(dst, at));
    }

    @Override
    public int write(ByteBuffer src, long at) throws IOException {
        forces();
        return (int) transfer(src, open -> open.write(src, at));
    }

    @Override
    public long size() throws IOException {
        return uninterrupted(FileChannel::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        forces();
        uninterrupted(open -> open.truncate(size).size());
    }

    @Override
    public void force() throws IOException {
        FileChannel open = forces();
        try {
            CompletableFuture.runAsync(() -> force(open), FORCERS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException failure) {
                throw new IOException("could not force " + path + " to disk", failure.getCause());
            }
            throw e;
        }
    }

    /** Without the time of the last change, which nobody needs, but with the length. */
    private static void force(FileChannel open) {
        try {
            open.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        FileChannel own = forces;
        forces = null;
        try (own) {
            channel.close();
        }
    }

    private FileChannel forces() throws IOException {
        FileChannel open = forces;
        return open != null ? open : openForces();
    }

    private synchronized FileChannel openForces() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        FileChannel open = forces;
        if (open == null) {
            open = FileChannel.open(path, options);
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
