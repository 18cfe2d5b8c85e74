package kvs.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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

    private final Disk disk;
    private final Path directory;
    private final Path file;
    private final Closeable lock;

    /** What the directory and the file were when the lock was taken ({@link Disk#identity}). */
    private final Object directoryIdentity;

    private final Object fileIdentity;

    /** Why the path leads elsewhere, as of the last check; null if it did not. Guarded by this for writing. */
    private volatile @Nullable String lost;

    /** Guarded by this. */
    private boolean closed;

    private DirectoryLock(Disk disk, Path directory, Path file, Closeable lock) throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.file = file;
        this.lock = lock;
        this.directoryIdentity = disk.identity(directory);
        this.fileIdentity = disk.identity(file);
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
            return new DirectoryLock(disk, directory, file, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Looks whether the path still leads to the directory that was locked, and logs it when the answer changes.
     *
     * @throws DirectoryLostException if it does not
     */
    public void check() throws DirectoryLostException {
        note(whyLost());
        requireHeld();
    }

    /** Does the same as {@link #check}, and returns the answer instead. */
    public boolean isHeld() {
        note(whyLost());
        return lost == null;
    }

    /**
     * Throws what the last check has thrown. Reads no disk, so it may come before every write.
     *
     * @throws DirectoryLostException if the last check has failed
     */
    public void requireHeld() throws DirectoryLostException {
        String why = lost;
        if (why != null) {
            throw new DirectoryLostException(why);
        }
    }

    private @Nullable String whyLost() {
        try {
            if (!disk.identity(directory).equals(directoryIdentity)) {
                return directory
                        + " is not the directory that this process has opened: that one was renamed, and another"
                        + " is in its place; writes are refused until it is back";
            }
            if (!disk.identity(file).equals(fileIdentity)) {
                return file + " was replaced while this process has the directory open, and another process may use it"
                        + " now; writes are refused: stop both, and start one";
            }
            return null;
        } catch (NoSuchFileException e) {
            return e.getFile()
                    + " is gone: the directory was renamed or removed, or its lock file was, while this process"
                    + " has it open; writes are refused: move it back, or restart with the right path";
        } catch (IOException e) {
            return "could not look whether " + directory + " is still the directory that this process has opened (" + e
                    + "); writes are refused until that succeeds";
        }
    }

    private synchronized void note(@Nullable String why) {
        if (closed) {
            // The owner has given the directory up: it may be removed now.
            return;
        }
        boolean was = lost != null;
        lost = why;
        if (why != null && !was) {
            LOG.error(why);
        } else if (why == null && was) {
            LOG.info("{} is back at its path; writes are accepted again", directory);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        lock.close();
    }
}
