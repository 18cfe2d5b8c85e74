package kvs.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Every read and write says where, so that threads can share it: there is no position to fight over.
 *
 * <p>Reads and writes may be <em>short</em>: done for some of the bytes, which is no error. Who needs all of them asks
 * again.
 *
 * <p><b>Threads.</b> Any number may call any method, but one at a time writes at the end or behind it. To interrupt one
 * of them does not close the file, nor end the call.
 */
public interface DiskFile extends Closeable {

    /** Where it was when it was opened. */
    Path path();

    /**
     * Reads up to {@code dst.remaining()} bytes.
     *
     * @param at in bytes from the start of the file
     * @return how many bytes were read, at least one; or -1 if the file ends at or before {@code at}
     */
    int read(ByteBuffer dst, long at) throws IOException;

    /**
     * Hands up to {@code src.remaining()} bytes to the operating system, which keeps them if this process dies, and
     * may lose them with the power.
     *
     * @return how many, at least one
     */
    int write(ByteBuffer src, long at) throws IOException;

    /** In bytes. */
    long size() throws IOException;

    /** Cuts the file off behind {@code size} bytes. Durable after {@link #force}. */
    void truncate(long size) throws IOException;

    /**
     * When this returns, the bytes written before it was called survive the loss of power.
     *
     * @throws ForceFailedException if some of them may not. To call it again proves nothing: common file systems take the
     *     lost pages for written, and the second call succeeds without them.
     */
    void force() throws IOException;

    /** Closes it for everybody; calls that are under way may fail. Forces nothing. */
    @Override
    void close() throws IOException;

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
