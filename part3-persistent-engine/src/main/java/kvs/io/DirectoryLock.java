package kvs.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kvs.io.PathWatch.Watched;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a data directory, with the answer to the question whether the path still leads to that directory.
 *
 * <p>A lock belongs to a file, not to its name. If an operator renames the directory, or removes the file {@code lock},
 * another process can open the same path. Open files stay what they were, but every change of names (a file created,
 * renamed, deleted) would hit the other one's files. So the owner {@linkplain #check checks} before each such change, and
 * at intervals, and refuses writes while the path leads elsewhere. When the directory is back at its path with its lock
 * file, writes go on: it was locked all the time, so no other process has changed it.
 *
 * <p>Between a check and the change after it, the directory may still be renamed: a matter of microseconds.
 *
 * <p><b>Threads.</b> Any.
 */
public final class DirectoryLock implements Closeable {
    /** The name of the file that is locked. */
    public static final String NAME = "lock";

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

    private final Closeable lock;
    private final PathWatch watch;

    private DirectoryLock(Closeable lock, PathWatch watch) {
        this.lock = lock;
        this.watch = watch;
    }

    /**
     * Locks a directory, which exists.
     *
     * @throws IOException at once, if another process or caller has the lock
     */
    public static DirectoryLock take(Disk disk, Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        Closeable lock = disk.lock(file);
        try {
            return new DirectoryLock(lock, watch(disk, directory, file));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static PathWatch watch(Disk disk, Path directory, Path file) throws IOException {
        return new PathWatch(
                disk,
                LOG,
                directory,
                " is gone: the directory was renamed or removed, or its lock file was, while this process"
                        + " has it open; writes are refused: move it back, or restart with the right path",
                List.of(
                        new Watched(
                                directory,
                                " is not the directory that this process has opened: that one was renamed, and another"
                                        + " is in its place; writes are refused until it is back"),
                        new Watched(
                                file,
                                " was replaced while this process has the directory open, and another process may use it"
                                        + " now; writes are refused: stop both, and start one")));
    }

    /**
     * Looks whether the path still leads to the directory that was locked, and logs it when the answer changes.
     *
     * @throws DirectoryLostException if it does not
     */
    public void check() throws DirectoryLostException {
        watch.look();
        requireHeld();
    }

    /** Does the same as {@link #check}, and returns the answer instead. */
    public boolean isHeld() {
        return watch.look() == null;
    }

    /**
     * Throws what the last check has thrown. Reads no disk, so it may come before every write.
     *
     * @throws DirectoryLostException if the last check has failed
     */
    public void requireHeld() throws DirectoryLostException {
        String why = watch.lost();
        if (why != null) {
            throw new DirectoryLostException(why);
        }
    }

    @Override
    public void close() throws IOException {
        watch.close();
        lock.close();
    }
}
