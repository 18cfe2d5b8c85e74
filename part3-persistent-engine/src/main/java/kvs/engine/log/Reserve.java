package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.io.Shortage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on the disk that is kept for removes and for compaction: the file {@code reserve}. On a full disk it is deleted, so that
 * there is room for tombstones and for the copies of a compaction. Otherwise a full store could not be made smaller: a remove
 * takes a record, too.
 *
 * <pre>
 *   kept ── a remove or a compaction finds no room ──▶ released      sets are rejected
 *     ▲                                                   │
 *     └────────── the disk has room for the file ─────────┘
 * </pre>
 *
 * <p>Its bytes are random, because some file systems store zeros without taking room for them. They are not forced: after a loss
 * of power the file may be shorter, and is written anew.
 *
 * <p><b>Threads.</b> Any.
 */
final class Reserve {
    static final String NAME = "reserve";

    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);
    private static final int PIECE_BYTES = 1 << 16;

    private final Disk disk;
    private final Path directory;
    private final int bytes;
    private final Shortage noRoom;

    /** Whether the file is there. Guarded by this for writing. */
    private volatile boolean kept;

    /** Whether sets are rejected. Guarded by this for writing. */
    private volatile boolean released;

    /** @param bytes 0 for no reserve */
    Reserve(Disk disk, Path directory, int bytes) {
        this.disk = disk;
        this.directory = directory;
        this.bytes = bytes;
        this.noRoom = Shortage.ofRoom(() -> disk.usableBytes(directory), bytes);
    }

    /** Returns how much of the free room compaction may use: once this is released, removes keep a quarter of it. */
    long roomForCopies(long free) {
        return released ? Math.max(0, free - bytes / 4) : free;
    }

    /** Returns the room for compaction that {@link #release} brings. */
    long moreRoomForCopies() {
        return kept ? bytes - bytes / 4 : 0;
    }

    /** Returns whether the reserve has been released, and sets are rejected. */
    boolean isReleased() {
        return released;
    }

    /** Returns why sets are rejected; null if they are not. */
    @Nullable
    IOException rejection() {
        return released
                ? new IOException("No space left on device: " + directory + " accepts no values until " + needed()
                        + " bytes are free; remove keys, or make room on the disk")
                : null;
    }

    /** Writes the file, unless it is there or the disk has no room for it. */
    synchronized void keep() {
        if (bytes == 0 || kept) {
            return;
        }
        try {
            if (exists() || (disk.usableBytes(directory) >= needed() && write())) {
                kept = true;
                if (released) {
                    released = false;
                    LOG.info("{} has room again and accepts values", directory);
                }
                return;
            }
        } catch (IOException e) {
            delete();
        }
        reject();
    }

    /** With some room to spare: a reserve that leaves none would be released at once. */
    private long needed() {
        return bytes + bytes / 4L;
    }

    private boolean exists() throws IOException {
        if (!disk.list(directory).contains(NAME)) {
            return false;
        }
        try (DiskFile file = disk.openToRead(directory.resolve(NAME))) {
            if (file.size() == bytes) {
                return true;
            }
        }
        disk.delete(directory.resolve(NAME));
        return false;
    }

    private boolean write() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        byte[] piece = new byte[PIECE_BYTES];
        try (DiskFile file = disk.create(directory.resolve(NAME))) {
            long at = 0;
            while (at < bytes) {
                random.nextBytes(piece);
                at += file.write(ByteBuffer.wrap(piece, 0, (int) Math.min(PIECE_BYTES, bytes - at)), at);
            }
        }
        return true;
    }

    /** Gives up the room after a failed write, if that was a lack of room; returns whether the write may be repeated. */
    boolean releaseAfter(IOException failure) {
        return isNoRoom(failure) && release();
    }

    /** Returns whether a write has failed for lack of room. */
    boolean isNoRoom(IOException failure) {
        return noRoom.explains(failure);
    }

    /** Gives up the room; returns whether there was any. From now on sets are rejected. */
    synchronized boolean release() {
        boolean had = kept;
        if (had) {
            delete();
            reject();
        }
        return had;
    }

    private void delete() {
        kept = false;
        try {
            disk.delete(directory.resolve(NAME));
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", directory.resolve(NAME), e);
        }
    }

    private void reject() {
        if (!released) {
            released = true;
            LOG.error(
                    "the disk of {} has no room: values are rejected until {} bytes are free; keys can be read and removed",
                    directory,
                    needed());
        }
    }
}
