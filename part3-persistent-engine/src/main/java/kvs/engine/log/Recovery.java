package kvs.engine.log;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
 *   this thread     read segment 1 | read segment 2 | read hint 3 | ...
 *   kvs-index-1                    | sort 1         | merge 1 | merge 2 | merge 3 ...
 *   kvs-index-2                                     | sort 2  | ...
 * </pre>
 *
 * <p>One thread calls; what it finds is complete after {@link #finish}. Segments are sorted when there is a thread for it,
 * and merged one after the other.
 */
final class Recovery implements RecordVisitor, AutoCloseable {
    /** Segments that have been read and not yet been merged; each is some tens of megabytes. */
    private static final int MOST_AHEAD = 2;

    /** Beside the index, memory is needed for what is on its way there: so much of the heap, and no more than that. */
    private static final int SHARE_HELD = 8;

    private static final long MOST_HELD = 512 << 20;

    private final Disk disk;
    private final Path directory;
    private final KeyIndex index;
    private final Usage usage;
    private final Runs runs;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            MOST_AHEAD, Thread.ofPlatform().name("kvs-index-", 1).daemon().factory());

    /** Of each segment that is not merged yet, and of the one before them. */
    private final Deque<CompletableFuture<Void>> merging = new ArrayDeque<>(List.of(completedFuture(null)));

    /** Those that were read because there was no hint. */
    private final List<Integer> unhinted = new ArrayList<>();

    /** What the records of the segment say that is being read. */
    private SortedEntries.@Nullable Builder reading;

    Recovery(Disk disk, Path directory, KeyIndex index, Usage usage) {
        this.disk = disk;
        this.directory = directory;
        this.index = index;
        this.usage = usage;
        long held = Math.min(Runtime.getRuntime().maxMemory() / SHARE_HELD, MOST_HELD);
        this.runs = new Runs(index, held, this::merge, usage::tombstone);
    }

    @Override
    public boolean enter(SegmentInfo segment) throws IOException {
        leave();
        SortedEntries hint = HintFile.read(disk, directory, segment);
        if (hint != null) {
            submit(completedFuture(hint));
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
        String fault = EntryFormat.fault(payload);
        if (fault != null) {
            throw new LogDamagedException(file(segment), offset, fault);
        }
        boolean isSet = EntryFormat.isSet(payload);
        int keyLength = EntryFormat.keyLength(payload);
        payload.position(payload.position() + EntryFormat.FIXED_BYTES);
        Objects.requireNonNull(reading).add(keyLength, payload, offset, length, isSet);
    }

    private Path file(int segment) {
        return directory.resolve(SegmentInfo.fileName(segment));
    }

    /** The segment that was being read has been read. */
    private void leave() throws IOException {
        SortedEntries.Builder complete = reading;
        if (complete != null) {
            submit(supplyAsync(complete::build, threads));
            reading = null;
        }
    }

    /**
     * What a segment says, or a few that follow one another, takes the place of what older ones said, in the {@link
     * #index}; and {@link #usage} learns of each record what it is now: replaced, added (a value), or a tombstone.
     *
     * @exercise 3.3
     */
    private void merge(SortedEntries entries) {
        index.merge(entries, usage::replaced);
        for (int at = 0; at < entries.size(); at++) {
            if (entries.isSet(at)) {
                usage.added(entries.place(at));
            } else {
                usage.tombstone(entries.place(at));
            }
        }
    }

    /** Has a segment merged when those before it have been. */
    private void submit(CompletableFuture<SortedEntries> segment) throws IOException {
        CompletableFuture<Void> before = merging.getLast();
        merging.add(before.thenAcceptBothAsync(segment, (_, entries) -> runs.add(entries), threads));
        if (merging.size() > MOST_AHEAD) {
            await(merging.remove());
        }
    }

    /** Waits until the index is complete. */
    void finish() throws IOException {
        leave();
        await(merging.getLast());
        runs.finish();
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
        threads.shutdownNow();
    }
}
