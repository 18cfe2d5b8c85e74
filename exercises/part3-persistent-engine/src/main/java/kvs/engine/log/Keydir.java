package kvs.engine.log;

import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import kvs.index.KeyIndex;
import kvs.index.SortedRun;
import kvs.log.LogPointer;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The keydir, Bitcask's word: each key that has a value, with the pointer to its record; and for each segment, how many of its
 * bytes are live. Both change together, and only here.
 *
 * <pre>
 *                            index            live bytes of segment 1    its tombstones
 *   set     a, 1:32:27       a 1:32:27        27                          0
 *   set     a, 1:59:28       a 1:59:28        28                          0
 *   remove  a, 1:87:26       -                 0                         26
 * </pre>
 *
 * <p><b>Threads.</b> Any may call {@link #get}, {@link #scan} and {@link #size}, and never blocks. Everything else needs the
 * monitor of this object: one thread at a time appends to the log or changes the keydir. A keydir that no second thread knows
 * yet, as at a start, needs no monitor.
 */
final class Keydir implements EntrySink {
    private final KeyIndex index;
    private final Usage usage = new Usage();

    /** @param index an empty index */
    Keydir(KeyIndex index) {
        this.index = index;
    }

    /** Returns the number of keys that have a value. */
    long size() {
        return index.size();
    }

    /** Returns the pointer to the record of {@code key}; null if the key has no value. */
    @Nullable
    LogPointer get(Bytes key) {
        return index.get(key);
    }

    /** Visits keys in ascending order, as {@link KeyIndex#scan} does. */
    void scan(Bytes from, BiPredicate<Bytes, LogPointer> visitor) {
        index.scan(from, visitor);
    }

    /**
     * Points {@code key} to a new record. The bytes of that record are live now ({@link Usage#added}); those of the record that
     * it replaces, if there is one, are not any more ({@link Usage#replaced}).
     *
     * @exercise 3.3
     */
    @Override
    public void set(Bytes key, LogPointer pointer) {
        throw new UnsupportedOperationException("exercise 3.3: not written yet");
    }

    /**
     * Removes {@code key}. The bytes of the record that says so count as a tombstone ({@link Usage#tombstone}), whether the key
     * had a value or not; those of the record with its value, if there is one, are not live any more ({@link Usage#replaced}).
     *
     * @exercise 3.5
     */
    @Override
    public void remove(Bytes key, LogPointer tombstone) {
        throw new UnsupportedOperationException("exercise 3.5: not written yet");
    }

    /** Does the same as {@link #set} or {@link #remove} for each key of a run, in one pass. */
    void merge(SortedRun run) {
        index.merge(run, usage::replaced);
        for (int at = 0; at < run.size(); at++) {
            if (run.isSet(at)) {
                usage.added(run.pointer(at));
            } else {
                usage.tombstone(run.pointer(at));
            }
        }
    }

    /** Counts a tombstone whose key needs no change: it has no value, or a newer record has set it. */
    void tombstone(LogPointer tombstone) {
        usage.tombstone(tombstone);
    }

    /**
     * Points {@code key} to a copy of its record, if the original is in one of {@code segments}; else the key has a newer record
     * or none. The usage of {@code segments} does not change: they are about to be {@linkplain #forget forgotten}.
     */
    void move(Bytes key, Set<Integer> segments, LogPointer copy) {
        LogPointer original = index.get(key);
        if (original != null && segments.contains(original.segment())) {
            index.put(key, copy);
            usage.added(copy);
        }
    }

    /** Forgets the usage of a segment that is no longer part of the log. No key points to it. */
    void forget(int segment) {
        usage.forget(segment);
    }

    /** Counts bytes that a client has written to the log. */
    void written(long bytes) {
        usage.written(bytes);
    }

    /** Counts bytes that compaction has copied. */
    void copied(long bytes) {
        usage.copied(bytes);
    }

    /** Returns how many bytes have become stale so far; compaction does not take them off. */
    long becameStale() {
        return usage.becameStale();
    }

    /** Returns how many bytes of a segment are live, and how many are tombstones. */
    Usage.Use use(int segment) {
        return usage.of(segment);
    }

    /** Returns how much of each of {@code segments} is live. */
    Stats stats(List<SegmentInfo> segments) {
        return Stats.of(segments, usage);
    }
}
