package kvs.engine.log;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * What a segment says of its keys, or several that follow one another: each once, in order, with its last record there.
 * Segments are taken into the index in this form, because to go through sorted keys costs a fraction of looking for each;
 * and hint files are made of it.
 *
 * <p>Immutable, hence for any thread.
 */
final class SortedEntries {
    private final Cells cells;

    /** @param cells by rising keys, each once; nobody changes them any more */
    private SortedEntries(Cells cells) {
        this.cells = cells;
    }

    /** How many keys there are. */
    int size() {
        return cells.size();
    }

    Bytes key(int at) {
        return cells.key(at);
    }

    /** Whether the last record sets the key; else it removes it. */
    boolean isSet(int at) {
        return cells.isSet(at);
    }

    /** Where the last record of the key is. */
    LogPointer place(int at) {
        return cells.place(at);
    }

    /** The first whose key is not below {@code key}, from {@code low} on; soon found if it is near. */
    int firstFrom(Bytes key, int low) {
        int from = low;
        int to = low;
        for (int step = 1; to < size() && cells.compare(key, to) > 0; step *= 2) {
            from = to + 1;
            to = from + Math.min(step, size() - from);
        }
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (cells.compare(key, middle) > 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The slot of a key from {@code from} on, as {@link Leaf#find(byte[], int, int)} says it. */
    int find(int at, Leaf leaf, int from) {
        return cells.find(at, leaf, from);
    }

    void addTo(LeafBuilder leaves, int at) {
        cells.addTo(leaves, at);
    }

    /** How much memory they take. */
    long bytes() {
        return cells.bytes() + (long) Integer.BYTES * size();
    }

    /**
     * What these say together with older ones: of a key that is in both, what these say.
     *
     * @param tombstones is told of those that are left out
     */
    SortedEntries over(SortedEntries older, Consumer<LogPointer> tombstones) {
        Cells both = new Cells(size() + older.size(), Math.addExact(cells.bytes(), older.cells.bytes()));
        int next = 0;
        for (int at = 0; at < size(); at++) {
            int order = -1;
            while (next < older.size() && (order = older.cells.compare(next, cells, at)) < 0) {
                both.add(older.cells, next++);
            }
            if (order == 0) {
                if (!older.isSet(next)) {
                    tombstones.accept(older.place(next));
                }
                next++;
            }
            both.add(cells, at);
        }
        while (next < older.size()) {
            both.add(older.cells, next++);
        }
        return new SortedEntries(both);
    }

    /** How long the entries of a hint file are, each with so many bytes beside its key. */
    int bytes(int beside) {
        return Math.addExact(cells.bytes(), Math.multiplyExact(size(), beside - Cell.KEY));
    }

    /** As entries of a {@link HintFile}. */
    void writeTo(ByteBuffer out) {
        for (int at = 0; at < size(); at++) {
            LogPointer place = place(at);
            out.put(isSet(at) ? EntryFormat.SET : EntryFormat.TOMBSTONE);
            out.putInt(cells.keyLength(at)).putInt(place.offset()).putInt(place.length());
            cells.writeKey(at, out);
        }
    }

    /** Gathers entries in the order of their records, in which a key may come again: the last counts. One thread. */
    static final class Builder {
        private final int segment;
        private final Cells cells = new Cells();

        Builder(int segment) {
            this.segment = segment;
        }

        /** @param key so many bytes from its position on are the key; the position moves behind it */
        void add(int keyLength, ByteBuffer key, int offset, int length, boolean isSet) {
            cells.add(segment, offset, isSet ? length : -length, keyLength, key);
        }

        /** They were added in order, each once. */
        SortedEntries buildSorted() {
            return new SortedEntries(cells);
        }

        /**
         * The entries by rising keys. Of several with the same key, the last that was added counts, and no other, whether
         * it sets the key or removes it.
         *
         * @exercise 3.3
         */
        SortedEntries build() {
            cells.sort();
            cells.removeIf(at -> at + 1 < cells.size() && cells.sameKey(at, at + 1));
            return new SortedEntries(cells);
        }
    }
}
