package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * fails, for lack of room for example, that is logged once and the engine goes on. Compaction is tried again after a change, a
 * hint file when there is more room. The force at intervals keeps the promise of {@code INTERVAL}. A force that fails stops all
 * writing, as always.
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
    private final Reserve reserve;
    private final Compaction compaction;

    /** Finished segments that have no hint file. */
    private final NavigableSet<Integer> unhinted = new ConcurrentSkipListSet<>();

    /** Those of which the hint file has found no room. Guarded by this. */
    private final List<Integer> withoutRoom = new ArrayList<>();

    /** The least room that the disk had when {@link #withoutRoom} was looked at. Guarded by this. */
    private long freeWithoutHints;

    private final Thread compactor =
            Thread.ofPlatform().name("kvs-compact").daemon().unstarted(this::compactAndHint);
    private final Thread forcer = Thread.ofPlatform().name("kvs-force").daemon().unstarted(this::force);

    /** Batches since the last check. Guarded by the keydir, as is all that {@link #written} changes. */
    private int batches;

    /** The bytes that had become stale by the last check. */
    private long staleAtCheck;

    /** How long the compactor waits after a failure before it looks whether another attempt may succeed. */
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

    /**
     * Another attempt, also to write a hint file, is made after {@link LogEngineOptions#compactBytes} divided by this have become
     * stale or free.
     */
    private static final int ATTEMPTS_PER_COMPACTION = 16;

    /** A compaction that has failed, and what was stale and free then. */
    private record Failed(long stale, long free) {}

    /** The last attempt, if it has failed; null if it has not. Only the compactor uses it. */
    private @Nullable Failed failed;

    /** Whether the compactor has something to check. */
    private volatile boolean due;

    /** Whether a segment has been filled since the last attempt to compact. */
    private volatile boolean filled;

    /** Whether a batch has been written since the last force at intervals. */
    private volatile boolean written;

    private volatile boolean closed;

    BackgroundTasks(
            Disk disk, Path directory, LogEngineOptions options, RecordLog log, Keydir keydir, Reserve reserve) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.log = log;
        this.reserve = reserve;
        this.compaction = new Compaction(disk, directory, options, log, keydir, reserve);
    }

    /** Starts the threads that the options ask for. */
    void start(List<Integer> segmentsWithoutHint) {
        unhinted.addAll(segmentsWithoutHint);
        due = true;
        reserve.keep();
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
        boolean muchIsStale = becameStale - staleAtCheck
                >= options.compactBytes() / (reserve.isReleased() ? ATTEMPTS_PER_COMPACTION : CHECKS_PER_COMPACTION);
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

    /**
     * Runs the compactor. An attempt right after a failure would fail again, so the next one waits for a change: a full
     * segment, more that is stale, or more room on the disk. The last comes from outside, so the compactor looks for it.
     */
    private void compactAndHint() {
        while (!closed) {
            if (failed == null && !due && !reserve.isReleased()) {
                LockSupport.park(this);
            } else if (due || (failed != null && mayGoBetter())) {
                due = false;
                attempt();
            } else {
                reserve.keep();
                LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
            }
        }
    }

    private void attempt() {
        if (failed != null && !filled && !mayGoBetter()) {
            writeHints();
            return;
        }
        filled = false;
        // As of now: what becomes stale or free during the attempt is a reason for the next one.
        Failed ifItFails = new Failed(compaction.becameStale(), free());
        try {
            compact();
            if (failed != null) {
                LOG.info("compaction of {} works again", directory);
            }
            failed = null;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Logged once, however often the attempt is repeated.
            if (failed == null && !closed) {
                LOG.warn(
                        "compaction of {} failed; it will be tried again when a segment is full, more is stale or the disk has"
                                + " more room",
                        directory,
                        e);
            }
            failed = ifItFails;
        }
    }

    /** Returns whether there has been a change since the last attempt that lets the next one succeed. */
    private boolean mayGoBetter() {
        Failed last = failed;
        if (last == null) {
            return true;
        }
        long step = step();
        long free = free();
        if (free < last.free) {
            failed = new Failed(last.stale, free);
        }
        return compaction.becameStale() - last.stale >= step || free - last.free >= step;
    }

    /** Returns how many bytes must have become stale or free to make another attempt worthwhile. */
    private long step() {
        return Math.max(1, options.compactBytes() / ATTEMPTS_PER_COMPACTION);
    }

    /** Returns the room on the disk; 0 if the disk does not tell. */
    private long free() {
        try {
            return disk.usableBytes(directory);
        } catch (IOException _) {
            return 0;
        }
    }

    /** Writes the hint files that are missing. A segment that has been compacted by now needs none. */
    private synchronized void writeHints() {
        unhinted.addAll(compaction.takeUnhinted());
        unhinted.addAll(takeThoseWithRoom());
        // What is left of the room is for removes and compaction.
        while (!closed && !reserve.isReleased() && !unhinted.isEmpty()) {
            int segment = unhinted.removeFirst();
            try {
                HintFile.write(disk, directory, log, segment);
            } catch (LogDamagedException e) {
                compaction.leaveAlone(segment, e);
            } catch (IOException e) {
                HintFile.warn(segment, e);
                if (reserve.isNoRoom(e)) {
                    withoutRoom.add(segment);
                    freeWithoutHints = free();
                }
            } catch (RuntimeException e) {
                HintFile.warn(segment, e);
            }
        }
    }

    /** Returns the segments whose hint files have found no room, once there is more. An attempt reads a whole segment. */
    private List<Integer> takeThoseWithRoom() {
        if (withoutRoom.isEmpty()) {
            return List.of();
        }
        long free = free();
        if (free - freeWithoutHints < step()) {
            freeWithoutHints = Math.min(freeWithoutHints, free);
            return List.of();
        }
        List<Integer> taken = List.copyOf(withoutRoom);
        withoutRoom.clear();
        return taken;
    }

    /** Synchronized: a hint file has one draft name, and its segment must not be deleted while the hint is written. */
    synchronized void compact() throws IOException {
        writeHints();
        try {
            compaction.run(() -> closed);
        } finally {
            reserve.keep();
        }
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
