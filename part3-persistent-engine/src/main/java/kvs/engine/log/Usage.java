package kvs.engine.log;

import java.util.HashMap;
import java.util.Map;
import kvs.log.LogPointer;

/**
 * How many bytes of each segment are still of use, to know when compaction pays.
 *
 * <pre>
 *   segment = header + live + tombstones + dead
 *
 *   live         records that the index points to
 *   tombstones   say that a key has no value; needed as long as an older segment has a value for it
 *   dead         all else: values that were replaced or removed
 * </pre>
 *
 * <p>Tombstones are of no use to anybody who reads, so they count as stale like what is dead: a store from which
 * everything was removed must shrink to nothing.
 *
 * <p>And how many bytes were written, by clients and by compaction: what it costs to stay small.
 *
 * <p>For one thread at a time.
 */
final class Usage {

    /** Of one segment, in bytes. */
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

    private final Map<Integer, Use> uses = new HashMap<>();

    private long written;
    private long copied;

    /** The last that was asked for: as a rule it is the next, too. */
    private int lastId;

    private Use last = Use.NONE;

    Use of(int segment) {
        return uses.getOrDefault(segment, Use.NONE);
    }

    /** The index points to this record now. */
    void added(LogPointer record) {
        writable(record.segment()).live += record.length();
    }

    /** The index does not point to this record any more. */
    void replaced(LogPointer record) {
        writable(record.segment()).live -= record.length();
    }

    void tombstone(LogPointer record) {
        writable(record.segment()).tombstones += record.length();
    }

    /** A client's write has come to so many bytes in the log. */
    void written(int bytes) {
        written += bytes;
    }

    /** Compaction has written so many bytes that were there before. */
    void copied(long bytes) {
        copied += bytes;
    }

    /** In bytes, since the engine was opened. */
    long written() {
        return written;
    }

    /** In bytes, since the engine was opened. */
    long copied() {
        return copied;
    }

    /** The segment is no longer part of the log, and nothing points into it. */
    void forget(int segment) {
        uses.remove(segment);
        lastId = 0;
    }

    private Use writable(int segment) {
        if (segment != lastId) {
            last = uses.computeIfAbsent(segment, _ -> new Use());
            lastId = segment;
        }
        return last;
    }
}
