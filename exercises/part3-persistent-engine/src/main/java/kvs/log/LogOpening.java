package kvs.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.log.SegmentScan.End;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a log: check everything, then clear up what a crash has left, then append.
 *
 * <pre>
 *   lock ──▶ LogDirectory.look ──▶ scan, TornTail ──▶ clearUp ──▶ cutTail ──▶ a RecordLog
 *            nothing is changed until here, so a damaged log stays as it is
 * </pre>
 *
 * <p>One thread.
 */
final class LogOpening {
    private static final Logger LOG = LoggerFactory.getLogger(LogOpening.class);

    private LogOpening() {}

    /** Opens a log, as {@link RecordLog#open} says. */
    static RecordLog open(Disk disk, Path directory, LogOptions options, RecordVisitor visitor) throws IOException {
        // Also before there is a lock: a directory of foreign files must not get a lock file.
        LogDirectory.rejectForeignFiles(directory, disk.list(directory), options.allowedFiles());
        disk.makeDirectory(directory);
        DirectoryLock lock = DirectoryLock.take(disk, directory);
        try {
            LogDirectory found = LogDirectory.look(disk, directory, options.allowedFiles());
            try {
                End end = found.scan(visitor);
                clearUp(disk, directory, found);
                Segments segments = new Segments(disk, directory, lock, options.salts(), found);
                return new RecordLog(options, lock, segments, writer(options, segments, end));
            } catch (IOException | RuntimeException | Error e) {
                found.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static void clearUp(Disk disk, Path directory, LogDirectory found) throws IOException {
        // Before the directory is forced: the mark must be gone from the disk before the newest segment changes.
        disk.delete(directory.resolve(CleanStop.NAME));
        if (found.fresh()) {
            found.manifest().store(disk, directory);
        } else {
            // After a kill, the manifest's name may not be durable. It has been believed now, and must stay.
            disk.forceDirectory(directory);
        }
        disk.delete(directory.resolve(Manifest.DRAFT));
        for (String leftover : found.leftovers()) {
            disk.delete(directory.resolve(leftover));
        }
    }

    private static LogWriter writer(LogOptions options, Segments segments, @Nullable End end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(options.bufferBytes());
        long next = end == null ? 1 : end.nextSequence();
        Segment newest = end == null ? segments.add(next, 0) : segments.all().getLast();
        int offset = SegmentHeader.BYTES;
        if (end != null) {
            report(newest, end);
            offset = cutTail(newest.file(), end);
        }
        return new LogWriter(options, segments, new SegmentWriter(newest, buffer, offset, next), next);
    }

    private static void report(Segment newest, End end) throws IOException {
        if (end.fault() != null) {
            long torn = newest.file().size() - end.offset();
            LOG.info(
                    "{}: cut off {} bytes after the last whole record: {}",
                    newest.file().path(),
                    torn,
                    end.fault());
        }
    }

    /**
     * Makes the newest segment one that can be appended to. When this returns, it ends with its last whole record, and all
     * of it is on disk. After a kill, it has records that were never forced. The visitor has seen them now, and so they
     * must not vanish.
     *
     * @param end how far its whole records go; what follows them may be cut off ({@link TornTail})
     * @return the offset of the next record
     * @exercise 3.4
     */
    private static int cutTail(DiskFile newest, End end) throws IOException {
        throw new UnsupportedOperationException("exercise 3.4: not written yet");
    }
}
