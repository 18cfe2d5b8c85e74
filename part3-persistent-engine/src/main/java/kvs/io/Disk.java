package kvs.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files and directories: the interface through which the storage reaches the world. Programs use {@link RealDisk}; tests
 * use one whose power fails when the test says so.
 *
 * <p>A change of a directory (a file created, renamed, deleted) is durable after {@link #forceDirectory}, a change of a
 * file after {@link DiskFile#force}. Before that a loss of power may undo any part of it, in any order: a file whose bytes
 * were forced can lose its name.
 *
 * <p><b>Threads.</b> Any number may call any method.
 *
 * <p><b>Errors.</b> An {@link IOException} names the file.
 */
public interface Disk {

    /** Creates an empty file for reading and writing. The name must not exist. */
    DiskFile create(Path file) throws IOException;

    /** Opens a file that exists, for reading and writing. */
    DiskFile open(Path file) throws IOException;

    /** Opens a file that exists, for reading alone: a write throws an exception. */
    DiskFile openToRead(Path file) throws IOException;

    /** Returns the names in a directory, sorted; none if there is no such directory. */
    List<String> list(Path directory) throws IOException;

    /** Creates the directory and those above it, where they do not exist, and forces their names. */
    void makeDirectory(Path directory) throws IOException;

    /** Deletes the name. A thread that has the file open can go on reading it. Does nothing if there is no such file. */
    void delete(Path file) throws IOException;

    /**
     * Renames {@code from} to {@code to}, and replaces what is there. A reader of {@code to} always sees the old file or the
     * new one.
     */
    void rename(Path from, Path to) throws IOException;

    /**
     * Forces the names in the directory: when this returns, they survive a loss of power.
     *
     * @throws ForceFailedException if some of them may not survive it ({@link DiskFile#force})
     */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Locks a file, made for this alone, against every other process and against a second caller in this one. The lock
     * ends when it is closed, or with the process, however that ends.
     *
     * @throws IOException at once, if another process or caller has the lock
     */
    Closeable lock(Path file) throws IOException;

    /**
     * Returns how many bytes can still be written to files in this directory, as the file system tells now: an estimate,
     * since other programs write to it too.
     *
     * @param directory exists
     */
    long usableBytes(Path directory) throws IOException;
}
