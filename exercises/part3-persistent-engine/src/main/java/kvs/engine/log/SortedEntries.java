package kvs.engine.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * What one segment says of its keys: each once, in order, with its last record there. Segments are taken into the index
 * in this form, because to go through sorted keys costs a fraction of looking for each; and hint files are made of it.
 *
 * <p>Immutable, hence for any thread.
 */
final class SortedEntries {
    private final int segment;
    private final int size;

    /** One behind the other, as they are sorted: whoever goes through them reads memory from front to back. */
    private final byte[] keys;

    private final int[] ends;

    /** Offset and length of each record; the length of a tombstone is negated. */
    private final int[] places;

    /**
     * Of keys and places in any order, those that {@code order} names, as it does.
     *
     * @param size how many numbers of {@code order} count
     */
    private SortedEntries(int segment, byte[] keys, int[] starts, int[] ends, int[] places, int[] order, int size) {
        this.segment = segment;
        this.size = size;
        this.ends = new int[size];
        this.places = new int[2 * size];
        int bytes = 0;
        for (int at = 0; at < size; at++) {
            int from = order[at];
            bytes += ends[from] - starts[from];
            this.ends[at] = bytes;
            this.places[2 * at] = places[2 * from];
            this.places[2 * at + 1] = places[2 * from + 1];
        }
        this.keys = new byte[bytes];
        for (int at = 0; at < size; at++) {
            System.arraycopy(keys, starts[order[at]], this.keys, start(at), this.ends[at] - start(at));
        }
    }

    int segment() {
        return segment;
    }

    /** How many keys there are. */
    int size() {
        return size;
    }

    private int start(int at) {
        return at == 0 ? 0 : ends[at - 1];
    }

    Bytes key(int at) {
        return Bytes.copyOf(keys, start(at), ends[at] - start(at));
    }

    /** Whether the last record sets the key; else it removes it. */
    boolean isSet(int at) {
        return places[2 * at + 1] > 0;
    }

    /** Where the last record of the key is. */
    LogPointer place(int at) {
        return new LogPointer(segment, places[2 * at], Math.abs(places[2 * at + 1]));
    }

    /** The first whose key is not below {@code key}, from {@code low} on. */
    int firstFrom(Bytes key, int low) {
        int from = low;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (key.compareTo(keys, start(middle), ends[middle]) > 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** How the key at {@code at} compares with one of a leaf. */
    int compare(int at, Leaf leaf, int slot) {
        return leaf.compare(keys, start(at), ends[at], slot);
    }

    void addTo(Leaf.Builder leaves, int at) {
        leaves.add(keys, start(at), ends[at], segment, places[2 * at], places[2 * at + 1]);
    }

    /** How long the entries of a hint file are, each with so many bytes beside its key. */
    int bytes(int beside) {
        return Math.addExact(keys.length, Math.multiplyExact(size, beside));
    }

    /** As entries of a {@link HintFile}. */
    void writeTo(ByteBuffer out) {
        for (int at = 0; at < size; at++) {
            int length = ends[at] - start(at);
            out.put(isSet(at) ? EntryFormat.SET : EntryFormat.TOMBSTONE);
            out.putInt(length).putInt(places[2 * at]).putInt(Math.abs(places[2 * at + 1]));
            out.put(keys, start(at), length);
        }
    }

    /** Gathers entries in the order of their records, in which a key may come again: the last counts. One thread. */
    static final class Builder {
        private final int segment;
        private byte[] keys = new byte[1 << 16];
        private int[] starts = new int[1 << 12];
        private int[] ends = new int[1 << 12];
        private int[] places = new int[1 << 13];
        private int size;
        private int keyBytes;

        Builder(int segment) {
            this.segment = segment;
        }

        /** @param key so many bytes from its position on are the key; the position moves behind it */
        void add(int keyLength, ByteBuffer key, int offset, int length, boolean isSet) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, 2 * size);
                ends = Arrays.copyOf(ends, 2 * size);
                places = Arrays.copyOf(places, 4 * size);
            }
            if (keyBytes + keyLength > keys.length) {
                keys = Arrays.copyOf(keys, Math.max(keyBytes + keyLength, 2 * keys.length));
            }
            key.get(keys, keyBytes, keyLength);
            starts[size] = keyBytes;
            keyBytes += keyLength;
            ends[size] = keyBytes;
            places[2 * size] = offset;
            places[2 * size + 1] = isSet ? length : -length;
            size++;
        }

        /** They were added in order, each once. */
        SortedEntries buildSorted() {
            int[] order = new int[size];
            Arrays.setAll(order, i -> i);
            return new SortedEntries(segment, keys, starts, ends, places, order, size);
        }

        /**
         * The entries by rising keys. Of several with the {@linkplain #sameKey same key}, the last that was added counts,
         * and no other, whether it sets the key or removes it.
         *
         * @exercise 3.3
         */
        SortedEntries build() {
            throw new UnsupportedOperationException("exercise 3.3: not written yet");
        }

        private boolean sameKey(int a, int b) {
            return Arrays.equals(keys, starts[a], ends[a], keys, starts[b], ends[b]);
        }
    }
}
