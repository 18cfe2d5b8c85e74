package kvs.engine.log;

import java.util.HashMap;
import java.util.Map;
import kvs.log.LogPointer;

/**
 * How many bytes of each segment are live, so that compaction knows when it pays.
 *
 * <pre>
 *   segment = header + live + tombstones + dead
 *
 *   live         records that the index points to
 *   tombstones   say that a key has no value; needed as long as an older segment has a value for it
 *   dead         everything else: values that were replaced or removed; computed, not counted ({@link Stats.Segment#dead})
 * </pre>
 *
 * <p>No reader needs a tombstone, so tombstones are stale, like dead records: a store from which everything was removed must
 * shrink to nothing.
 *
 * <p>It also counts the bytes that clients and compaction have written: the price of staying small.
 *
 * <p>For one thread at a time.
 */
final class Usage {

    /** The bytes of one segment. */
    static final class Use {
        private static final Use NONE = new Use();

        private long live;
        private long tombstones;

        long live() {
            return live;
        }

        long tombstones() {
            return tombstones;
        }
    }

    /** By segment; a segment without an entry has neither live records nor tombstones. */
    private final Map<Integer, Use> uses = new HashMap<>();

    private long written;
    private long copied;

    /** All bytes that have become stale, even of segments that are gone by now. It only grows. */
    private long becameStale;

    /** The segment that was changed last, which is usually the next to change, too; 0 if there is none. */
    private int lastId;

    /** The bytes of {@link #lastId}; not used while that is 0. */
    private Use last = Use.NONE;

    /** Returns the bytes of a segment. They change with later calls. */
    Use of(int segment) {
        return uses.getOrDefault(segment, Use.NONE);
    }

    /** Counts a record as live: the index now points to it. */
    void added(LogPointer record) {
        writable(record.segment()).live += record.length();
    }

    /** Counts a record as no longer live: the index pointed to it until now. */
    void replaced(LogPointer record) {
        writable(record.segment()).live -= record.length();
        becameStale += record.length();
    }

    /** Counts a record as a tombstone. */
    void tombstone(LogPointer record) {
        writable(record.segment()).tombstones += record.length();
        becameStale += record.length();
    }

    /** Returns how many bytes have become stale, since the first record of the log that was counted. */
    long becameStale() {
        return becameStale;
    }

    /** Counts bytes of records that a client has written. */
    void written(long bytes) {
        written += bytes;
    }

    /** Counts bytes of records that compaction has copied. */
    void copied(long bytes) {
        copied += bytes;
    }

    /** Returns the bytes that clients have written since the engine was opened. */
    long written() {
        return written;
    }

    /** Returns the bytes that compaction has copied since the engine was opened. */
    long copied() {
        return copied;
    }

    /** Forgets a segment that is no longer part of the log, and to which no key points. */
    void forget(int segment) {
        uses.remove(segment);
        lastId = 0;
    }

    /** Returns the bytes of a segment, to be changed. */
    private Use writable(int segment) {
        if (segment != lastId) {
            last = uses.computeIfAbsent(segment, _ -> new Use());
            lastId = segment;
        }
        return last;
    }
}
