package kvs.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Every read and write names its offset, so that threads can share it: there is no common position.
 *
 * <p>Reads and writes may be <em>short</em>: done for some of the bytes, which is no error. A caller that needs all of them
 * calls again.
 *
 * <p><b>Threads.</b> Any number may call any method, but only one at a time writes at the end or past it. An interruption
 * neither closes the file nor ends the call.
 */
public interface DiskFile extends Closeable {

    /** Returns the path under which it was opened. */
    Path path();

    /**
     * Reads up to {@code dst.remaining()} bytes.
     *
     * @param at in bytes from the start of the file
     * @return the number of bytes read, at least one; or -1 if the file ends at or before {@code at}
     */
    int read(ByteBuffer dst, long at) throws IOException;

    /**
     * Hands up to {@code src.remaining()} bytes to the operating system. They survive the end of this process, but may not
     * survive a loss of power.
     *
     * @return the number of bytes written, at least one
     */
    int write(ByteBuffer src, long at) throws IOException;

    /** Returns the length in bytes. */
    long size() throws IOException;

    /** Cuts the file off after {@code size} bytes. Durable after {@link #force}. */
    void truncate(long size) throws IOException;

    /**
     * Forces the bytes that were written before this call: when it returns, they survive a loss of power.
     *
     * @throws ForceFailedException if some of them may not survive it. A second call proves nothing: common file systems
     *     take the lost pages for written, and the second call succeeds without them.
     */
    void force() throws IOException;

    /** Closes it for every thread; calls that are under way may fail. Forces nothing. */
    @Override
    void close() throws IOException;

    /**
     * Fills {@code dst} if the bytes are in memory, so that the read does not wait for the disk. A page that the system drops
     * at this very moment is read from the disk nevertheless.
     *
     * @return whether it did; if not, {@code dst} is as before, and the caller reads in another way
     */
    default boolean readCached(ByteBuffer dst, long at) throws IOException {
        return false;
    }

    /**
     * Fills {@code dst}.
     *
     * @throws EOFException if the file ends before that
     */
    default void readFully(ByteBuffer dst, long at) throws IOException {
        long next = at;
        while (dst.hasRemaining()) {
            int read = read(dst, next);
            if (read < 0) {
                throw new EOFException(path() + ": expected " + (next - at + dst.remaining()) + " bytes at offset " + at
                        + ", found " + (next - at) + ", then the end of the file");
            }
            next += read;
        }
    }
}
