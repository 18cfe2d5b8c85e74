package kvs.engine.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kvs.io.Disk;
import kvs.log.LogDamagedException;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import org.jspecify.annotations.Nullable;

/**
 * Makes the index out of the log, when an engine is opened: segment by segment, from the oldest, each from its hint file if
 * it has one that can be trusted, else from its records. What comes later counts.
 *
 * <pre>
 *   this thread        read segment 1 | read segment 2 | read hint 3 | ...
 *   kvs-index                         | sort 1, merge  | sort 2, merge | merge 3 ...
 * </pre>
 *
 * <p>One thread calls; what it finds is complete after {@link #finish}.
 */
final class Recovery implements RecordVisitor, AutoCloseable {
    /** Segments that have been read and not yet been merged; each is some tens of megabytes. */
    private static final int MOST_AHEAD = 2;

    private final Disk disk;
    private final Path directory;
    private final KeyIndex index;
    private final Usage usage;

    private final ExecutorService indexing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("kvs-index").daemon().factory());
    private final Deque<Future<?>> merging = new ArrayDeque<>();

    /** Those that were read because there was no hint. */
    private final List<Integer> unhinted = new ArrayList<>();

    /** What the records of the segment say that is being read. */
    private SortedEntries.@Nullable Builder reading;

    Recovery(Disk disk, Path directory, KeyIndex index, Usage usage) {
        this.disk = disk;
        this.directory = directory;
        this.index = index;
        this.usage = usage;
    }

    @Override
    public boolean enter(SegmentInfo segment) throws IOException {
        leave();
        SortedEntries hint = HintFile.read(disk, directory, segment);
        if (hint != null) {
            submit(() -> merge(hint));
            return false;
        }
        unhinted.add(segment.id());
        reading = new SortedEntries.Builder(segment.id());
        return true;
    }

    /**
     * Adds to {@link #reading} what a record says: that its key has a value, or that it has none. A tombstone is added as
     * well, since an older segment may have a value.
     *
     * @param length of the whole record
     * @param payload an entry ({@link EntryFormat})
     * @throws LogDamagedException with the {@linkplain EntryFormat#fault fault} of a payload that is no entry
     * @exercise 3.3
     */
    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        throw new UnsupportedOperationException("exercise 3.3: not written yet");
    }

    private Path file(int segment) {
        return directory.resolve(SegmentInfo.fileName(segment));
    }

    /** The segment that was being read has been read. */
    private void leave() throws IOException {
        SortedEntries.Builder complete = reading;
        if (complete != null) {
            SortedEntries entries = complete.build();
            submit(() -> merge(entries));
            reading = null;
        }
    }

    /**
     * What a segment says takes the place of what older ones said, in the {@link #index}; and {@link #usage} learns of each
     * record what it is now: replaced, added (a value), or a tombstone.
     *
     * @exercise 3.3
     */
    private void merge(SortedEntries entries) {
        throw new UnsupportedOperationException("exercise 3.3: not written yet");
    }

    private void submit(Runnable task) throws IOException {
        if (merging.size() == MOST_AHEAD) {
            await(merging.remove());
        }
        merging.add(indexing.submit(task));
    }

    /** Waits until the index is complete. */
    void finish() throws IOException {
        leave();
        while (!merging.isEmpty()) {
            await(merging.remove());
        }
    }

    private static void await(Future<?> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException("could not make the index", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new java.io.InterruptedIOException("interrupted while the index was made"));
        }
    }

    /** The segments that have no hint, the newest among them. */
    List<Integer> unhinted() {
        return unhinted;
    }

    @Override
    public void close() {
        indexing.shutdownNow();
    }
}
