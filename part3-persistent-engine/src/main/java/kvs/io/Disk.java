package kvs.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files and directories: the one door through which the storage reaches the world. Behind it is {@link RealDisk}, or, in
 * tests, one whose power fails when the test says so.
 *
 * <p>What was done to a directory (a file created, renamed, deleted) is durable after {@link #forceDirectory}, what was
 * done to a file after {@link DiskFile#force}. Before that it may vanish with the power, in any order and in part: a file
 * whose bytes were forced can lose its name.
 *
 * <p><b>Threads.</b> Any number may call any method.
 *
 * <p><b>Errors.</b> An {@link IOException} names the file.
 */
public interface Disk {

    /** Makes an empty file, which must not exist, for reading and writing. */
    DiskFile create(Path file) throws IOException;

    /** A file that exists, for reading and writing. */
    DiskFile open(Path file) throws IOException;

    /** A file that exists; whoever writes to it gets an exception. */
    DiskFile openToRead(Path file) throws IOException;

    /** The names in a directory, sorted; none if there is no such directory. */
    List<String> list(Path directory) throws IOException;

    /** Makes the directory and those above it, where they do not exist, and forces their names. */
    void makeDirectory(Path directory) throws IOException;

    /** Takes the name away. Who has the file open can go on reading it. Nothing happens if there is no such file. */
    void delete(Path file) throws IOException;

    /** {@code to} is now the file that {@code from} was; there is no moment at which {@code to} is neither old nor new. */
    void rename(Path from, Path to) throws IOException;

    /**
     * When this returns, the names in the directory survive the loss of power.
     *
     * @throws ForceFailedException if some of them may not ({@link DiskFile#force})
     */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Locks a file, made for this alone, against every other process and against a second caller in this one, until it
     * is closed or the process ends, however it ends.
     *
     * @throws IOException at once, if somebody has the lock
     */
    Closeable lock(Path file) throws IOException;
}
