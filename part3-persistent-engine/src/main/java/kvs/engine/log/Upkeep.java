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
import kvs.log.SegmentGoneException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done for a log beside writing to it: hint files for finished segments, compaction, and, under {@link
 * Fsync#INTERVAL} and {@link Fsync#NEVER}, a force now and then.
 *
 * <p>None of this is needed for anything to be right. When a hint or a compaction fails, as on a full disk, that is logged
 * and the engine goes on; a force that fails stops all writing, as always.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    /** How much is written before somebody looks whether compaction pays: a look goes through all segments. */
    private static final int LOOK_AFTER_WRITES = 1024;

    /** Under {@link Fsync#NEVER}. */
    private static final int FORCE_AHEAD_BYTES = 8 << 20;

    private final Disk disk;
    private final Path directory;
    private final LogEngineOptions options;
    private final RecordLog log;
    private final Compaction compaction;

    /** Finished segments that have no hint file. */
    private final NavigableSet<Integer> unhinted = new ConcurrentSkipListSet<>();

    private final Thread keeper =
            Thread.ofPlatform().name("kvs-upkeep").daemon().unstarted(this::keepUp);
    private final Thread forcer = Thread.ofPlatform().name("kvs-force").daemon().unstarted(this::force);

    /** Writes since the last look. Only the thread that leads the writers changes it. */
    private int writes;

    private volatile boolean due;

    /** A segment has been filled since a compaction was tried. */
    private volatile boolean filled;

    private volatile boolean written;
    private volatile boolean closed;

    Upkeep(
            Disk disk,
            Path directory,
            LogEngineOptions options,
            RecordLog log,
            KeyIndex index,
            Usage usage,
            Object writing) {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.log = log;
        this.compaction = new Compaction(disk, directory, options, log, index, usage, writing);
    }

    void start(List<Integer> segmentsWithoutHint) {
        unhinted.addAll(segmentsWithoutHint);
        due = true;
        if (options.compactAlone()) {
            keeper.start();
        }
        if (options.fsync() != Fsync.ALWAYS) {
            forcer.start();
        }
    }

    /** Something has been written. */
    void written() {
        written = true;
        if (++writes >= LOOK_AFTER_WRITES) {
            writes = 0;
            due = true;
            LockSupport.unpark(keeper);
            if (options.fsync() == Fsync.NEVER) {
                LockSupport.unpark(forcer);
            }
        }
    }

    /** Nothing more will be written to this segment. */
    void finished(int segment) {
        unhinted.add(segment);
        filled = true;
        due = true;
        LockSupport.unpark(keeper);
    }

    private void keepUp() {
        Exception failure = null;
        while (!closed) {
            if (!due) {
                LockSupport.park(this);
                continue;
            }
            due = false;
            // Again at once would fail again: a full disk gets room by other means.
            if (failure == null || (filled && mayPass(failure))) {
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

    /** A full disk may have room again; what is damaged stays so. */
    private static boolean mayPass(Exception failure) {
        return failure instanceof IOException && !(failure instanceof LogDamagedException);
    }

    /** Once, however often it is tried in vain. */
    private void warn(Exception failure, boolean known) {
        boolean mayPass = mayPass(failure);
        if (!closed && !(known && mayPass)) {
            String next = mayPass ? "before another segment is full" : "before the next start";
            LOG.warn("compaction of {} has failed, and is not tried again {}", directory, next, failure);
        }
    }

    private synchronized void writeHints() {
        while (!closed && !unhinted.isEmpty()) {
            int segment = unhinted.removeFirst();
            try {
                HintFile.write(disk, directory, log, segment);
            } catch (SegmentGoneException _) {
                // Compacted since.
            } catch (IOException | RuntimeException e) {
                HintFile.warn(segment, e);
            }
        }
    }

    /** For one thread at a time: a hint file is written under one name for a draft, and not while its segment goes. */
    synchronized void compact() throws IOException {
        writeHints();
        compaction.run(() -> closed);
    }

    private void force() {
        try {
            if (options.fsync() == Fsync.INTERVAL) {
                forceAtIntervals();
            } else {
                forceAhead();
            }
        } catch (IOException e) {
            LOG.error("{}: the engine takes no more writes", directory, e);
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

    /** A full segment is forced before the next is begun, and writers wait for that; so little of it is to be left. */
    private void forceAhead() throws IOException {
        while (!closed) {
            if (log.unforcedBytes() >= FORCE_AHEAD_BYTES) {
                log.force();
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Returns when nothing is being done any more. */
    void close() {
        closed = true;
        LockSupport.unpark(keeper);
        forcer.interrupt();
        boolean interrupted = false;
        for (Thread thread : List.of(keeper, forcer)) {
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
