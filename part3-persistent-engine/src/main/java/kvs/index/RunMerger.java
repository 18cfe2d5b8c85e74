package kvs.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kvs.log.LogPointer;

/**
 * Merges the {@linkplain SortedRun runs} of consecutive segments with each other before they are merged into an index, so that
 * the index takes in a few long runs instead of many short ones.
 *
 * <pre>
 *   segment    1    2    3    4    5    6    7    8
 *   held                      4   4+5   6   6+7  6+7+8
 *   index      1    2    3         5              8         the last segment that is in the index
 * </pre>
 *
 * <p>A run that is merged into the index touches most of its leaves, as its keys are spread over all of them. For a hundred
 * segments, a pass each would take longer than everything else together. A log-structured merge tree (O'Neil and others,
 * 1996) treats its writes in the same way.
 *
 * <p>For one thread at a time.
 */
public final class RunMerger {
    private final LongSupplier indexedKeys;
    private final long maxBytes;
    private final Consumer<SortedRun> merged;
    private final Consumer<LogPointer> tombstones;

    /** From the oldest to the newest. */
    private final Deque<SortedRun> held = new ArrayDeque<>();

    /**
     * Makes a merger that holds nothing yet.
     *
     * @param indexedKeys the number of keys in the index
     * @param maxBytes the approximate limit on the memory for runs that are held
     * @param merged merges a run into the index
     * @param tombstones receives the tombstones that never reach the index, because a newer segment has their key
     */
    public RunMerger(
            LongSupplier indexedKeys, long maxBytes, Consumer<SortedRun> merged, Consumer<LogPointer> tombstones) {
        this.indexedKeys = indexedKeys;
        this.maxBytes = maxBytes;
        this.merged = merged;
        this.tombstones = tombstones;
    }

    /** Adds the run of a segment that is newer than all segments before it. */
    public void add(SortedRun newest) {
        SortedRun run = newest;
        while (!held.isEmpty() && held.getLast().size() <= 2L * run.size()) {
            run = run.over(held.removeLast(), tombstones);
        }
        held.add(run);
        long keys = held.stream().mapToLong(SortedRun::size).sum();
        long bytes = held.stream().mapToLong(SortedRun::bytes).sum();
        if (2 * keys >= indexedKeys.getAsLong() || bytes >= maxBytes) {
            finish();
        }
    }

    /** Merges all runs that are held into the index. */
    public void finish() {
        SortedRun run = held.pollLast();
        while (!held.isEmpty()) {
            run = run.over(held.removeLast(), tombstones);
        }
        if (run != null) {
            merged.accept(run);
        }
    }
}
