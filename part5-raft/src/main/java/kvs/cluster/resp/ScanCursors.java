package kvs.cluster.resp;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of SCAN. Redis's clients go on with a number, and the store with a key: this table has the key of each number.
 *
 * <p>A scan that goes on with a cursor has received it, and no longer needs the one before. So a scan has two cursors here at
 * a time, and may repeat its last call. Scans that their clients gave up fill the table; the oldest cursor makes room.
 *
 * <p>For the thread of the node's loop.
 */
final class ScanCursors {
    /** Numbers stay below this, so that every client's language has them exactly. */
    private static final long MAX_CURSOR = 1L << 53;

    /** Bytes of memory that a cursor takes beside its key, about. */
    private static final int COST_BYTES = 128;

    /**
     * Where a scan goes on.
     *
     * @param last the key after which it goes on
     * @param before the cursor with which the scan came here; 0 if it began with this call
     */
    private record Entry(Bytes last, long before) {
        int bytes() {
            return last.length() + COST_BYTES;
        }
    }

    private final int maxCursors;
    private final long maxBytes;

    /** By age. */
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    private long bytes;
    private long next;

    /**
     * Creates a table.
     *
     * @param first the first number, less 1: drawn at random, so that a cursor of another node, or of this one before it was
     *     started again, is not mistaken for one of these
     */
    ScanCursors(int maxCursors, int maxBytes, long first) {
        this.maxCursors = maxCursors;
        this.maxBytes = maxBytes;
        this.next = first;
    }

    /**
     * Returns a cursor that goes on after {@code last}.
     *
     * @param before the cursor that the scan has used in this call; 0 at its start
     */
    long add(Bytes last, long before) {
        Entry used = entries.get(before);
        if (used != null) {
            remove(used.before());
        }
        next = next >= MAX_CURSOR - 1 || next < 0 ? 1 : next + 1;
        Entry entry = new Entry(last, before);
        bytes += entry.bytes();
        entries.put(next, entry);
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > maxCursors || (bytes > maxBytes && entries.size() > 1)) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
        return next;
    }

    /** Returns the key after which {@code cursor} goes on; null if it is unknown or forgotten. */
    @Nullable
    Bytes last(long cursor) {
        Entry entry = entries.get(cursor);
        return entry == null ? null : entry.last();
    }

    private void remove(long cursor) {
        Entry removed = entries.remove(cursor);
        if (removed != null) {
            bytes -= removed.bytes();
        }
    }

    int size() {
        return entries.size();
    }
}
