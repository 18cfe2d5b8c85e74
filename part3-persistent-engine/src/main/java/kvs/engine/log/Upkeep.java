package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import kvs.io.Disk;
import kvs.log.RecordLog;
import kvs.log.SegmentGoneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done for a log beside writing to it: hint files for finished segments, compaction, and, under {@link
 * Fsync#INTERVAL}, a force now and then.
 *
 * <p>None of this is needed for anything to be right. When a hint or a compaction fails, that is logged and the engine
 * goes on; a force that fails stops all writing, as always.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

    /** How much is written before somebody looks whether compaction pays: a look goes through all segments. */
    private static final int LOOK_AFTER_WRITES = 1024;

    private final Disk disk;
    private final Path directory;
    private final LogEngineOptions options;
    private final RecordLog log;
    private final Compaction compaction;

    /** Finished segments that have no hint file. */
    private final NavigableSet<Integer> unhinted = new ConcurrentSkipListSet<>();

    private final Thread keeper =
            Thread.ofPlatform().name("kvs-upkeep").daemon().unstarted(this::keepUp);
    private final Thread forcer = Thread.ofPlatform().name("kvs-force").daemon().unstarted(this::forceAtIntervals);

    /** Writes since the last look. Only the thread that leads the writers changes it. */
    private int writes;

    private volatile boolean due;
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
        if (options.fsync() == Fsync.INTERVAL) {
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
        }
    }

    /** Nothing more will be written to this segment. */
    void finished(int segment) {
        unhinted.add(segment);
        due = true;
        LockSupport.unpark(keeper);
    }

    private void keepUp() {
        boolean sound = true;
        while (!closed) {
            if (!due) {
                LockSupport.park(this);
                continue;
            }
            due = false;
            try {
                if (sound) {
                    compact();
                } else {
                    writeHints();
                }
            } catch (IOException | RuntimeException e) {
                // Again at once would fail again; a full disk gets room by other means.
                sound = false;
                if (!closed) {
                    LOG.warn("compaction of {} has failed, and is not tried again before the next start", directory, e);
                }
            }
        }
    }

    private synchronized void writeHints() throws IOException {
        while (!closed && !unhinted.isEmpty()) {
            try {
                HintFile.write(disk, directory, log, unhinted.removeFirst());
            } catch (SegmentGoneException _) {
                // Compacted since.
            }
        }
    }

    /** For one thread at a time: a hint file is written under one name for a draft, and not while its segment goes. */
    synchronized void compact() throws IOException {
        writeHints();
        compaction.run(() -> closed);
    }

    private void forceAtIntervals() {
        try {
            while (!closed) {
                Thread.sleep(options.interval());
                if (written) {
                    written = false;
                    log.force();
                }
            }
        } catch (IOException e) {
            LOG.error("{}: the engine takes no more writes", directory, e);
        } catch (InterruptedException _) {
            // Closed.
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
