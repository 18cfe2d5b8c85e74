package kvs.index;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * The keys of a segment, or of several consecutive segments, in ascending order: each key once, with its last record. An index
 * takes in a run in one pass over its leaves, at a fraction of the cost of a search for each key.
 *
 * <p>Immutable, hence for any thread.
 */
public final class SortedRun {
    private final EntryBuffer entries;

    /** @param entries in ascending order, each key once; not changed afterwards */
    private SortedRun(EntryBuffer entries) {
        this.entries = entries;
    }

    /** Returns the number of keys. */
    public int size() {
        return entries.size();
    }

    /** Returns the total length of all keys, in bytes. */
    public long keyBytes() {
        return entries.bytes() - (long) PackedEntry.KEY * size();
    }

    public Bytes key(int at) {
        return entries.key(at);
    }

    /** Returns whether the last record of the key sets it; otherwise it removes it. */
    public boolean isSet(int at) {
        return entries.isSet(at);
    }

    /** Returns the pointer to the last record of the key. */
    public LogPointer pointer(int at) {
        return entries.pointer(at);
    }

    /** Returns the number of the first key that is not below {@code key}, from {@code low} on. Fast if it is near. */
    int firstFrom(Bytes key, int low) {
        int from = low;
        int to = low;
        for (int step = 1; to < size() && entries.compare(key, to) > 0; step *= 2) {
            from = to + 1;
            to = from + Math.min(step, size() - from);
        }
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (entries.compare(key, middle) > 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Finds a key in a leaf, as {@link Leaf#find(byte[], int, int)} does. */
    int find(int at, Leaf leaf, int from) {
        return entries.find(at, leaf, from);
    }

    void addTo(LeafBuilder leaves, int at) {
        entries.addTo(leaves, at);
    }

    /** Returns the memory that the run takes, in bytes. */
    long bytes() {
        return entries.bytes() + (long) Integer.BYTES * size();
    }

    /**
     * Merges this run with an older one. Of a key that is in both, the record of this run counts.
     *
     * @param tombstones receives the tombstones of the older run that are left out
     */
    SortedRun over(SortedRun older, Consumer<LogPointer> tombstones) {
        EntryBuffer both =
                new EntryBuffer(size() + older.size(), Math.addExact(entries.bytes(), older.entries.bytes()));
        int next = 0;
        for (int at = 0; at < size(); at++) {
            int order = -1;
            while (next < older.size() && (order = older.entries.compare(next, entries, at)) < 0) {
                both.add(older.entries, next++);
            }
            if (order == 0) {
                if (!older.isSet(next)) {
                    tombstones.accept(older.pointer(next));
                }
                next++;
            }
            both.add(entries, at);
        }
        while (next < older.size()) {
            both.add(older.entries, next++);
        }
        return new SortedRun(both);
    }

    /**
     * Collects the records of a segment, in log order, and sorts them by key. A key may come again; its last record counts.
     *
     * <p>For one thread.
     */
    public static final class Builder {
        private final EntryBuffer entries = new EntryBuffer();

        /**
         * Adds a record.
         *
         * @param isSet whether the record sets the key; otherwise it removes it
         */
        public void add(Bytes key, LogPointer pointer, boolean isSet) {
            entries.add(key, pointer, isSet);
        }

        /**
         * Adds a record whose key is the next {@code keyLength} bytes of {@code source}. The position moves past the key.
         *
         * @param isSet whether the record sets the key; otherwise it removes it
         * @throws java.nio.BufferUnderflowException if the buffer has fewer bytes
         */
        public void add(ByteBuffer source, int keyLength, LogPointer pointer, boolean isSet) {
            entries.add(source, keyLength, pointer, isSet);
        }

        /** Returns the run of keys that were added in ascending order, each once. */
        public SortedRun buildSorted() {
            return new SortedRun(entries);
        }

        /** Returns the run of all keys that were added, each with its last record, whether that sets the key or removes it. */
        public SortedRun build() {
            // Equal keys stay in the order in which they were added, so the last of them is the newest.
            entries.sort();
            entries.removeIf(at -> at + 1 < entries.size() && entries.sameKey(at, at + 1));
            return new SortedRun(entries);
        }
    }
}
