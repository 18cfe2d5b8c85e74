package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import kvs.io.Disk;
import kvs.log.LogDamagedException;
import kvs.log.RecordLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background tasks of an engine: hint files for finished segments, compaction, and, under {@link Fsync#INTERVAL} and {@link
 * Fsync#NEVER}, a force from time to time.
 *
 * <p>Without hint files a start takes longer, and without compaction the log grows; every answer stays the same. When either
 * fails, for lack of room for example, that is logged and the engine goes on. The force at intervals keeps the promise of {@code
 * INTERVAL}. A force that fails stops all writing, as always.
 *
 * <p><b>Threads.</b> Monitors are entered in this order: of this object, of the {@link Compaction}, of the {@link Keydir}. A
 * writer enters the last alone, so it waits for no hint file and for no copying.
 */
final class BackgroundTasks {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    /** Batches between two checks whether compaction pays; a check visits all segments. */
    private static final int BATCHES_PER_CHECK = 1024;

    /** A check is also due when {@link LogEngineOptions#compactBytes} divided by this have become stale since the last. */
    private static final int CHECKS_PER_COMPACTION = 4;

    /** Under {@link Fsync#NEVER}, a force begins when this number of bytes has been flushed and not forced. */
    private static final int FORCE_AHEAD_BYTES = 8 << 20;

    private final Disk disk;
    private final Path directory;
    private final LogEngineOptions options;
    private final RecordLog log;
    private final Compaction compaction;

    /** Finished segments that have no hint file. */
    private final NavigableSet<Integer> unhinted = new ConcurrentSkipListSet<>();

    private final Thread compactor =
            Thread.ofPlatform().name("kvs-compact").daemon().unstarted(this::compactAndHint);
    private final Thread forcer = Thread.ofPlatform().name("kvs-force").daemon().unstarted(this::force);

    /** Batches since the last check. Guarded by the keydir, as is all that {@link #written} changes. */
    private int batches;

    /** The bytes that had become stale by the last check. */
    private long staleAtCheck;

    /** Whether the compactor has something to check. */
    private volatile boolean due;

    /** Whether a segment has been filled since the last attempt to compact. */
    private volatile boolean filled;

    /** Whether a batch has been written since the last force at intervals. */
    private volatile boolean written;

    private volatile boolean closed;

    BackgroundTasks(Disk disk, Path directory, LogEngineOptions options, RecordLog log, Keydir keydir) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.log = log;
        this.compaction = new Compaction(disk, directory, options, log, keydir);
    }

    /** Starts the threads that the options ask for. */
    void start(List<Integer> segmentsWithoutHint) {
        unhinted.addAll(segmentsWithoutHint);
        due = true;
        if (options.autoCompact()) {
            compactor.start();
        }
        if (options.fsync() != Fsync.ALWAYS) {
            forcer.start();
        }
    }

    /**
     * Notes that a batch has been written. The caller holds the monitor of the keydir.
     *
     * @param becameStale how many bytes have become stale since the engine was opened
     */
    void written(long becameStale) {
        written = true;
        // A few large values are a reason to look, as many small batches are.
        boolean muchIsStale = becameStale - staleAtCheck >= options.compactBytes() / CHECKS_PER_COMPACTION;
        if (++batches >= BATCHES_PER_CHECK || (muchIsStale && becameStale > staleAtCheck)) {
            batches = 0;
            staleAtCheck = becameStale;
            due = true;
            LockSupport.unpark(compactor);
            if (options.fsync() == Fsync.NEVER) {
                LockSupport.unpark(forcer);
            }
        }
    }

    /** Notes that a segment is finished: nothing more will be written to it. */
    void finished(int segment) {
        unhinted.add(segment);
        filled = true;
        due = true;
        LockSupport.unpark(compactor);
    }

    /** Runs the compactor. After a failed compaction it writes hint files alone, until another attempt may succeed. */
    private void compactAndHint() {
        Exception failure = null;
        while (!closed) {
            if (!due) {
                LockSupport.park(this);
                continue;
            }
            due = false;
            // An attempt right after a failure would fail again: a full disk gets room by other means.
            if (failure == null || (filled && isTransient(failure))) {
                filled = false;
                boolean known = failure != null;
                failure = failureOfCompaction();
                if (failure != null) {
                    warn(failure, known);
                }
            } else {
                writeHints();
            }
        }
    }

    private @Nullable Exception failureOfCompaction() {
        try {
            compact();
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    /** Returns whether another attempt may succeed: a full disk may have room again, but damage stays. */
    private static boolean isTransient(Exception failure) {
        return failure instanceof IOException && !(failure instanceof LogDamagedException);
    }

    /** Logs a failure once, however often the attempt is repeated. */
    private void warn(Exception failure, boolean known) {
        boolean retries = isTransient(failure);
        if (!closed && !(known && retries)) {
            String next = retries ? "when the next segment is full" : "at the next start";
            LOG.warn("compaction of {} failed; it will be tried again {}", directory, next, failure);
        }
    }

    /** Writes the hint files that are missing. A segment that has been compacted by now needs none. */
    private synchronized void writeHints() {
        while (!closed && !unhinted.isEmpty()) {
            int segment = unhinted.removeFirst();
            try {
                HintFile.write(disk, directory, log, segment);
            } catch (IOException | RuntimeException e) {
                HintFile.warn(segment, e);
            }
        }
    }

    /** Synchronized: a hint file has one draft name, and its segment must not be deleted while the hint is written. */
    synchronized void compact() throws IOException {
        writeHints();
        compaction.run(() -> closed);
    }

    /** Runs the forcer. */
    private void force() {
        try {
            if (options.fsync() == Fsync.INTERVAL) {
                forceAtIntervals();
            } else {
                forceAhead();
            }
        } catch (IOException e) {
            LOG.error("{}: a force failed; the engine rejects every write until it is opened again", directory, e);
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void forceAtIntervals() throws IOException, InterruptedException {
        while (!closed) {
            Thread.sleep(options.interval());
            if (written) {
                written = false;
                log.force();
            }
        }
    }

    /** Forces ahead of time: a full segment is forced while writers wait, so little of it may be left to force. */
    private void forceAhead() throws IOException {
        while (!closed) {
            if (log.unforcedBytes() >= FORCE_AHEAD_BYTES) {
                log.force();
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Stops all tasks, and returns when they have stopped: a compaction first completes the segments at hand. */
    void close() {
        closed = true;
        LockSupport.unpark(compactor);
        forcer.interrupt();
        boolean interrupted = false;
        for (Thread thread : List.of(compactor, forcer)) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
