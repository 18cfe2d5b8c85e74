package kvs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file of the operating system: each read, write and force is one call. It is complete by itself; {@link MappedFile} and
 * {@link AppendWindow} make it faster.
 *
 * <p><b>Interruption.</b> {@link Thread#interrupt} closes the {@link FileChannel} in which the interrupted thread is
 * reading, and every other thread loses it too. So a channel that was closed, but not by {@link #close}, is opened again,
 * and the call is repeated: a read, write or cut at a fixed offset has the same effect twice. (A file that has lost its
 * name cannot be opened again, and neither can one whose name another file has by now; its readers get an exception.)
 *
 * <p><b>Force.</b> A force must <em>not</em> be repeated: if the first one failed, and the interruption hid that, the
 * second would report a success that is none. So a force has a channel of its own, of the kind that an interruption does
 * not close. That channel is open before the first byte is written, because Linux reports a failed write-back only to
 * descriptors that were open by then. A platform thread forces directly. A virtual thread hands the force to a helper
 * thread, because it would block its carrier, and with it other virtual threads.
 */
final class RealFile implements DiskFile {
    /** The JDK copies heap buffers through a buffer outside the heap, as long as the longest, and keeps it. */
    private static final int MAX_HEAP_BYTES_AT_ONCE = 1 << 20;

    /** Threads for what must not block the caller's thread. They end when they are idle. */
    static final ExecutorService HELPERS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("kvs-file-", 0).factory());

    private final Path path;
    private final Set<? extends OpenOption> options;

    /** What is opened again must be this file ({@link Disk#identity}). */
    private final Object identity;

    /** Replaced when an interruption has closed it. Guarded by this for writing. */
    private volatile FileChannel channel;

    /** Used for forces alone; null until there is something to force. Guarded by this for writing. */
    private volatile @Nullable AsynchronousFileChannel forces;

    /** By its owner, for good. Guarded by this for writing. */
    private volatile boolean closed;

    RealFile(Path path, Set<? extends OpenOption> options) throws IOException {
        this.path = path;
        this.options = options;
        this.channel = FileChannel.open(path, options);
        try {
            this.identity = RealDisk.identityOf(path);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int read(ByteBuffer dst, long at) throws IOException {
        return transfer("read", dst, at, open -> open.read(dst, at));
    }

    @Override
    public int write(ByteBuffer src, long at) throws IOException {
        prepareForce();
        return transfer("write to", src, at, open -> open.write(src, at));
    }

    @Override
    public long size() throws IOException {
        return uninterrupted(FileChannel::size);
    }

    @Override
    public void truncate(long size) throws IOException {
        prepareForce();
        try {
            uninterrupted(open -> open.truncate(size).size());
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("could not cut " + path + " to " + size + " bytes", e);
        }
    }

    @Override
    public void force() throws IOException {
        AsynchronousFileChannel open = forces();
        try {
            // Forces the bytes and the length, without the time of the last change, which nothing reads.
            OffCarrier.run(() -> open.force(false));
        } catch (IOException e) {
            throw new ForceFailedException("could not force " + path + " to disk", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        AsynchronousFileChannel own = forces;
        forces = null;
        try (own) {
            channel.close();
        }
    }

    /**
     * Opens the channel for forces. Must be called before bytes are written, also before they are written as memory.
     *
     * @throws ClosedChannelException after {@link #close}
     */
    void prepareForce() throws IOException {
        forces();
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
            open = checked(AsynchronousFileChannel.open(path, options, null));
            forces = open;
        }
        return open;
    }

    /**
     * Maps bytes {@code start} to {@code end} of the file, which has them.
     *
     * @param toWrite whether the memory can also be written
     */
    Mapping map(boolean toWrite, long start, long end) throws IOException {
        MapMode mode = toWrite ? MapMode.READ_WRITE : MapMode.READ_ONLY;
        return uninterrupted(open -> Mapping.of(path, open, mode, start, end));
    }

    /** Repeats a read or write with the buffer where it was before, and with no more bytes than the heap may lend. */
    private int transfer(String what, ByteBuffer buffer, long at, Call<Integer> call) throws IOException {
        int position = buffer.position();
        int limit = buffer.limit();
        if (!buffer.isDirect() && limit - position > MAX_HEAP_BYTES_AT_ONCE) {
            buffer.limit(position + MAX_HEAP_BYTES_AT_ONCE);
        }
        try {
            return uninterrupted(open -> {
                buffer.position(position);
                return call.on(open);
            });
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // The system's message is a few words, such as "Input/output error", and nothing else.
            throw new IOException("could not " + what + " " + path + " at offset " + at, e);
        } finally {
            buffer.limit(limit);
        }
    }

    private <T> T uninterrupted(Call<T> call) throws IOException {
        // A thread that is already interrupted would close each channel as soon as it is opened again.
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
            channel = checked(FileChannel.open(path, options));
        }
    }

    /** Returns the channel, which was just opened, if the path still leads to this file; otherwise closes it. */
    private <T extends Channel> T checked(T again) throws IOException {
        try {
            if (!RealDisk.identityOf(path).equals(identity)) {
                throw new IOException(
                        path + " is another file now than the one that was opened; it was renamed or replaced");
            }
            return again;
        } catch (IOException | RuntimeException e) {
            again.close();
            throw e;
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T on(FileChannel open) throws IOException;
    }
}
