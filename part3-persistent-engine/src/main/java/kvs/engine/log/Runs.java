package kvs.engine.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import kvs.log.LogPointer;

/**
 * Holds back what segments say of their keys, and merges it with each other, until there is enough of it to go into the
 * index. The index gets a few long runs of sorted keys in place of many short ones.
 *
 * <pre>
 *   segment    1    2    3    4    5    6    7    8
 *   held                      4   4+5   6   6+7  6+7+8
 *   index      1    2    3         5              8         so many segments are in it
 * </pre>
 *
 * <p>Each run that is merged into the index goes through most of its leaves, as keys are spread over all of them. With a
 * hundred segments, each against the index as it was, that would take longer than all else together. So does a
 * log-structured merge tree (O'Neil and others, 1996) with what it writes.
 *
 * <p>For one thread at a time.
 */
final class Runs {
    private final KeyIndex index;
    private final long mostBytes;
    private final Consumer<SortedEntries> merged;
    private final Consumer<LogPointer> tombstones;

    /** From the oldest to the newest. */
    private final Deque<SortedEntries> held = new ArrayDeque<>();

    /**
     * @param index where all of it is to go
     * @param mostBytes about so much memory may be used for what is held
     * @param merged puts a run into the index
     * @param tombstones is told of those that say nothing to the index any more, since a newer segment knows the key
     */
    Runs(KeyIndex index, long mostBytes, Consumer<SortedEntries> merged, Consumer<LogPointer> tombstones) {
        this.index = index;
        this.mostBytes = mostBytes;
        this.merged = merged;
        this.tombstones = tombstones;
    }

    /** @param newest what a segment says that is newer than all before it */
    void add(SortedEntries newest) {
        SortedEntries run = newest;
        while (!held.isEmpty() && held.getLast().size() <= 2L * run.size()) {
            run = run.over(held.removeLast(), tombstones);
        }
        held.add(run);
        long keys = held.stream().mapToLong(SortedEntries::size).sum();
        long bytes = held.stream().mapToLong(SortedEntries::bytes).sum();
        if (2 * keys >= index.size() || bytes >= mostBytes) {
            finish();
        }
    }

    /** Puts all that is held into the index. */
    void finish() {
        SortedEntries run = held.pollLast();
        while (!held.isEmpty()) {
            run = run.over(held.removeLast(), tombstones);
        }
        if (run != null) {
            merged.accept(run);
        }
    }
}
