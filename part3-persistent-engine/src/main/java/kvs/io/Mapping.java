package kvs.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * A piece of a file as memory: to read there costs a copy and no call of the operating system, a tenth of the time.
 *
 * <p>An error of the disk is not an exception here but a signal, which the JVM turns into an {@link InternalError}; it
 * becomes an {@link IOException} again. When the piece is given up while somebody is copying, {@link #read} says so and
 * has done nothing.
 *
 * <p><b>Threads.</b> Any number may read and write, as in a file.
 */
final class Mapping {
    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;

    /** Where the piece begins and ends in the file. */
    private final long start;

    private final long end;

    private Mapping(Path path, Arena arena, MemorySegment bytes, long start) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.start = start;
        this.end = start + bytes.byteSize();
    }

    /** Bytes {@code start} to {@code end} of a file, which has them. */
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

    /** Whether all of these bytes are in the piece. */
    boolean holds(long at, int length) {
        return at >= start && at + length <= end;
    }

    /** Fills {@code dst} with bytes that it {@link #holds}; false if the piece has been given up. */
    boolean read(ByteBuffer dst, long at) throws IOException {
        int length = dst.remaining();
        try {
            MemorySegment.ofBuffer(dst).copyFrom(bytes.asSlice(at - start, length));
        } catch (IllegalStateException _) {
            return false;
        } catch (InternalError e) {
            throw failed("read", at, e);
        }
        dst.position(dst.position() + length);
        return true;
    }

    /** Puts all of {@code src} where it {@link #holds} it. For whoever can give the piece up. */
    void write(ByteBuffer src, long at) throws IOException {
        int length = src.remaining();
        try {
            bytes.asSlice(at - start, length).copyFrom(MemorySegment.ofBuffer(src));
        } catch (InternalError e) {
            throw failed("written", at, e);
        }
        src.position(src.position() + length);
    }

    private IOException failed(String what, long at, InternalError error) {
        return new IOException(path + " could not be " + what + " at offset " + at, error);
    }

    /** Gives the piece up. What was written stays written. */
    void close() {
        arena.close();
    }
}
