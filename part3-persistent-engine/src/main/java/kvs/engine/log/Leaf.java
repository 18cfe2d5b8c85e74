package kvs.engine.log;

import java.util.Arrays;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Some neighbouring keys and where their records are, packed: a key of 16 bytes costs 32, where a map of objects would
 * take four times that.
 *
 * <pre>
 *   keys    "ant" "bee" "bumblebee"            one after the other: antbeebumblebee
 *   ends      3     6      15                  where each ends
 *   places  1 40 25 | 1 65 25 | 2 40 31        segment, offset and length of each record
 * </pre>
 *
 * <p>Never changed once it is made: whoever has got one can read it in peace. A change makes another, which shares what
 * it can.
 */
final class Leaf {
    static final Leaf EMPTY = new Leaf(new byte[0], new int[0], new int[0]);

    private static final int NUMBERS = 3;

    private final byte[] keys;
    private final int[] ends;
    private final int[] places;

    private Leaf(byte[] keys, int[] ends, int[] places) {
        this.keys = keys;
        this.ends = ends;
        this.places = places;
    }

    /** How many keys there are. */
    int size() {
        return ends.length;
    }

    /** Where {@code key} is; {@code -(at + 1)} if it is not here and belongs at {@code at}. */
    int find(Bytes key) {
        int low = 0;
        int high = ends.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = key.compareTo(keys, start(middle), ends[middle]);
            if (order == 0) {
                return middle;
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    /** The same for a key that lies in an array, and is not among the first {@code from}. */
    int find(byte[] array, int start, int end, int from) {
        int low = from;
        int high = ends.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(array, start, end, keys, start(middle), ends[middle]);
            if (order == 0) {
                return middle;
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -(low + 1);
    }

    private int start(int at) {
        return at == 0 ? 0 : ends[at - 1];
    }

    Bytes key(int at) {
        return Bytes.copyOf(keys, start(at), ends[at] - start(at));
    }

    LogPointer place(int at) {
        int n = NUMBERS * at;
        return new LogPointer(places[n], places[n + 1], places[n + 2]);
    }

    /** With another place for a key that is here. */
    Leaf with(int at, LogPointer place) {
        int[] others = places.clone();
        write(others, at, place);
        return new Leaf(keys, ends, others);
    }

    private static void write(int[] places, int at, LogPointer place) {
        int n = NUMBERS * at;
        places[n] = place.segment();
        places[n + 1] = place.offset();
        places[n + 2] = place.length();
    }

    /** With one more key, where {@link #find} says that it belongs. */
    Leaf insert(int at, Bytes key, LogPointer place) {
        int start = start(at);
        int length = key.length();
        byte[] moreKeys = new byte[keys.length + length];
        System.arraycopy(keys, 0, moreKeys, 0, start);
        key.writeTo(moreKeys, start);
        System.arraycopy(keys, start, moreKeys, start + length, keys.length - start);
        int[] moreEnds = new int[ends.length + 1];
        System.arraycopy(ends, 0, moreEnds, 0, at);
        moreEnds[at] = start + length;
        for (int i = at; i < ends.length; i++) {
            moreEnds[i + 1] = ends[i] + length;
        }
        int[] morePlaces = new int[places.length + NUMBERS];
        System.arraycopy(places, 0, morePlaces, 0, NUMBERS * at);
        write(morePlaces, at, place);
        System.arraycopy(places, NUMBERS * at, morePlaces, NUMBERS * (at + 1), places.length - NUMBERS * at);
        return new Leaf(moreKeys, moreEnds, morePlaces);
    }

    /** Without one of its keys. */
    Leaf without(int at) {
        Builder fewer = new Builder(size() - 1, keys.length);
        fewer.addAll(this, 0, at);
        fewer.addAll(this, at + 1, size());
        return fewer.build();
    }

    /** The keys from {@code from} up to but not including {@code to}. */
    Leaf part(int from, int to) {
        Builder part = new Builder(to - from, ends[to - 1] - start(from));
        part.addAll(this, from, to);
        return part.build();
    }

    /** Puts a leaf together from rising keys. */
    static final class Builder {
        private byte[] keys;
        private int[] ends;
        private int[] places;
        private int size;
        private int keyBytes;

        /** Room for so many; it grows where they are more. */
        Builder(int size, int keyBytes) {
            keys = new byte[keyBytes];
            ends = new int[size];
            places = new int[NUMBERS * size];
        }

        int size() {
            return size;
        }

        void add(byte[] from, int start, int end, int segment, int offset, int length) {
            makeRoom(1, end - start);
            System.arraycopy(from, start, keys, keyBytes, end - start);
            keyBytes += end - start;
            ends[size] = keyBytes;
            places[NUMBERS * size] = segment;
            places[NUMBERS * size + 1] = offset;
            places[NUMBERS * size + 2] = length;
            size++;
        }

        void addAll(Leaf leaf, int from, int to) {
            if (from == to) {
                return;
            }
            int start = leaf.start(from);
            int bytes = leaf.ends[to - 1] - start;
            makeRoom(to - from, bytes);
            System.arraycopy(leaf.keys, start, keys, keyBytes, bytes);
            for (int i = from; i < to; i++) {
                ends[size + i - from] = leaf.ends[i] - start + keyBytes;
            }
            System.arraycopy(leaf.places, NUMBERS * from, places, NUMBERS * size, NUMBERS * (to - from));
            keyBytes += bytes;
            size += to - from;
        }

        private void makeRoom(int more, int bytes) {
            if (size + more > ends.length) {
                int room = Math.max(size + more, 2 * size);
                ends = Arrays.copyOf(ends, room);
                places = Arrays.copyOf(places, NUMBERS * room);
            }
            if (keyBytes + bytes > keys.length) {
                keys = Arrays.copyOf(keys, Math.max(keyBytes + bytes, 2 * keyBytes));
            }
        }

        /** The leaf, without room to spare. The builder is empty again. */
        Leaf build() {
            Leaf leaf = new Leaf(
                    Arrays.copyOf(keys, keyBytes), Arrays.copyOf(ends, size), Arrays.copyOf(places, NUMBERS * size));
            size = 0;
            keyBytes = 0;
            return leaf;
        }
    }
}
