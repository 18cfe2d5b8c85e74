package kvs.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A piece of a file as memory. A read there is a copy without a call of the operating system, in a tenth of the time.
 *
 * <p>An error of the disk is not an exception here but a signal. The JVM turns it into an {@link InternalError}, and this
 * class turns that into an {@link IOException}.
 *
 * <p>Memory must not be unmapped while a thread reads it. An {@link Arena} ensures that, but by breaking off the reader,
 * and up to JDK 25 that leaves the reader's thread interrupted (JDK-8306324), or crashes the JVM (JDK-8364167). So readers
 * are counted, and {@link #close} waits until the count is zero. If all threads shared one counter, they would wait for
 * each other's processor; so there are several counters, some cache lines apart, and each thread uses one of them.
 *
 * <p><b>Threads.</b> Any number may read and write, as in a file.
 */
final class Mapping {
    private static final int COUNTERS = 8;

    /** In ints: 128 bytes, as processors fetch two cache lines at a time. */
    private static final int APART = 32;

    private static final long WAIT_NANOS = 20_000;

    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;

    /** Where the piece begins and ends in the file. */
    private final long start;

    private final long end;

    /** How many threads are reading, in several counters. */
    private final AtomicIntegerArray readers = new AtomicIntegerArray((COUNTERS + 1) * APART);

    private volatile boolean closed;

    private Mapping(Path path, Arena arena, MemorySegment bytes, long start) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.start = start;
        this.end = start + bytes.byteSize();
    }

    /** Maps bytes {@code start} to {@code end} of a file, which has them. */
    static Mapping of(Path path, FileChannel channel, MapMode mode, long start, long end) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new Mapping(path, arena, channel.map(mode, start, end - start, arena), start);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    long end() {
        return end;
    }

    /** Returns whether all of these bytes are in the piece. */
    boolean holds(long at, int length) {
        return at >= start && at + length <= end;
    }

    /** Fills {@code dst} with bytes that it {@link #holds}; returns false if the piece has been closed. */
    boolean read(ByteBuffer dst, long at) throws IOException {
        return read(dst, at, false);
    }

    /** As {@link #read}, but returns false, too, if the bytes are on disk alone. */
    boolean readCached(ByteBuffer dst, long at) throws IOException {
        return read(dst, at, true);
    }

    private boolean read(ByteBuffer dst, long at, boolean cachedOnly) throws IOException {
        int length = dst.remaining();
        int counter = APART * (1 + (int) (Thread.currentThread().threadId() % COUNTERS));
        readers.getAndIncrement(counter);
        try {
            if (closed) {
                return false;
            }
            MemorySegment source = bytes.asSlice(at - start, length);
            if (cachedOnly && !source.isLoaded()) {
                return false;
            }
            MemorySegment.ofBuffer(dst).copyFrom(source);
        } catch (InternalError e) {
            throw failed("read", at, e);
        } finally {
            readers.getAndDecrement(counter);
        }
        dst.position(dst.position() + length);
        return true;
    }

    /** Copies all of {@code src} to bytes that it {@link #holds}. Only for the thread that may {@link #close} it. */
    void write(ByteBuffer src, long at) throws IOException {
        int length = src.remaining();
        try {
            bytes.asSlice(at - start, length).copyFrom(MemorySegment.ofBuffer(src));
        } catch (InternalError e) {
            throw failed("write", at, e);
        }
        src.position(src.position() + length);
    }

    private IOException failed(String what, long at, InternalError error) {
        return new IOException("could not " + what + " " + path + " at offset " + at, error);
    }

    /** Unmaps the piece, once no thread reads it any more. What was written stays written. */
    void close() {
        closed = true;
        for (int counter = APART; counter < readers.length(); counter += APART) {
            while (readers.get(counter) > 0) {
                LockSupport.parkNanos(this, WAIT_NANOS);
            }
        }
        arena.close();
    }
}
