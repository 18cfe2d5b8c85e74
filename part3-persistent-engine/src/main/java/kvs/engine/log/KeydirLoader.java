package kvs.engine.log;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kvs.index.RunMerger;
import kvs.index.SortedRun;
import kvs.io.Disk;
import kvs.log.LogPointer;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Fills the keydir when an engine is opened: with the result of a {@linkplain Recovery replay}, in a fraction of its time. A
 * segment that has a valid hint file is not read. The others are replayed into a run each, and not into the keydir. Two threads
 * sort the runs and merge them while the caller reads on.
 *
 * <pre>
 *   caller          read segment 1 | read segment 2 | read hint 3 | ...
 *   kvs-index-1                    | sort 1         | merge 1 | merge 2 | merge 3 ...
 *   kvs-index-2                                     | sort 2  | ...
 * </pre>
 *
 * <p>One count differs from that of a replay. A tombstone that a later record of its segment makes redundant counts as dead
 * bytes, not as a tombstone: compaction can always drop it. A replay counts each record before it sees the next.
 *
 * <p>For one thread; the keydir is complete after {@link #finish}. Segments are sorted as soon as a thread is free, and merged
 * in log order, one at a time. Each merge happens before the next, and the last before {@code finish} returns, so the keydir
 * needs no monitor.
 */
final class KeydirLoader implements RecordVisitor, EntrySink, AutoCloseable {
    /** The limit on segments that have been read and not merged, each of tens of megabytes; also the number of threads. */
    private static final int MAX_READ_AHEAD = 2;

    /** Runs that are not in the index yet may take the heap divided by this, and no more than {@link #MAX_HELD_BYTES}. */
    private static final int HEAP_FRACTION_HELD = 8;

    private static final long MAX_HELD_BYTES = 512 << 20;

    private final Disk disk;
    private final Path directory;

    /** Checks each record, and gives its entry back to {@link #set} or {@link #remove}. */
    private final Recovery replay;

    /** Merges runs with each other, and then into the keydir. Only the merge that is under way uses it. */
    private final RunMerger runs;

    private final ExecutorService threads = Executors.newFixedThreadPool(
            MAX_READ_AHEAD, Thread.ofPlatform().name("kvs-index-", 1).daemon().factory());

    /** The merges that are not known to be complete, in log order; at first one that has nothing to do. */
    private final Deque<CompletableFuture<Void>> merging = new ArrayDeque<>(List.of(completedFuture(null)));

    /** The segments that have no valid hint file, in log order. */
    private final List<Integer> unhinted = new ArrayList<>();

    /** The keys of the segment that is being read; null while none is. */
    private SortedRun.@Nullable Builder reading;

    KeydirLoader(Disk disk, Path directory, Keydir keydir) {
        this.disk = disk;
        this.directory = directory;
        this.replay = new Recovery(directory, this);
        long held = Math.min(Runtime.getRuntime().maxMemory() / HEAP_FRACTION_HELD, MAX_HELD_BYTES);
        this.runs = new RunMerger(keydir::size, held, keydir::merge, keydir::tombstone);
    }

    @Override
    public boolean enter(SegmentInfo segment) throws IOException {
        leave();
        SortedRun hint = HintFile.read(disk, directory, segment);
        if (hint != null) {
            submit(completedFuture(hint));
            return false;
        }
        unhinted.add(segment.id());
        reading = new SortedRun.Builder();
        return true;
    }

    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        replay.record(segment, offset, length, sequence, payload);
    }

    @Override
    public void set(Bytes key, LogPointer pointer) {
        add(key, pointer, true);
    }

    /** A tombstone is kept as well: an older segment may have a value for its key. */
    @Override
    public void remove(Bytes key, LogPointer tombstone) {
        add(key, tombstone, false);
    }

    private void add(Bytes key, LogPointer pointer, boolean isSet) {
        SortedRun.Builder run = reading;
        if (run == null) {
            throw new IllegalStateException("a record before the first segment was entered");
        }
        run.add(key, pointer, isSet);
    }

    /** Ends the segment that was being read, if there is one. */
    private void leave() throws IOException {
        SortedRun.Builder complete = reading;
        if (complete != null) {
            submit(supplyAsync(complete::build, threads));
            reading = null;
        }
    }

    /** Merges a segment after those before it have been merged. Waits while more than {@link #MAX_READ_AHEAD} are not. */
    private void submit(CompletableFuture<SortedRun> segment) throws IOException {
        CompletableFuture<Void> before = merging.getLast();
        merging.add(before.thenAcceptBothAsync(segment, (_, run) -> runs.add(run), threads));
        if (merging.size() > MAX_READ_AHEAD) {
            await(merging.remove());
        }
    }

    /** Waits until the keydir is complete. The last merge ends after all others, and fails if one of them has failed. */
    void finish() throws IOException {
        leave();
        await(merging.getLast());
        runs.finish();
    }

    private static void await(Future<?> task) throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException("could not build the index", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while building the index");
        }
    }

    /** Returns the segments without a valid hint file; the newest is among them. */
    List<Integer> unhinted() {
        return unhinted;
    }

    /** Stops the threads, also if the log could not be opened. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
