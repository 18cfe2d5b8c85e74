package kvs.engine.log;

import java.util.Arrays;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Some neighbouring keys and where their records are: segment, offset and length of each, three numbers in a row.
 *
 * <p>Never changed once it is made: whoever has got one can read it in peace. A change makes another, which shares what
 * it can.
 */
final class Leaf {
    static final Leaf EMPTY = new Leaf(KeyBlock.EMPTY, new int[0]);

    private static final int NUMBERS = 3;

    private final KeyBlock keys;
    private final int[] places;

    private Leaf(KeyBlock keys, int[] places) {
        this.keys = keys;
        this.places = places;
    }

    KeyBlock keys() {
        return keys;
    }

    /** How many keys there are. */
    int size() {
        return keys.size();
    }

    /** See {@link KeyBlock#find(Bytes)}. */
    int find(Bytes key) {
        return keys.find(key);
    }

    LogPointer place(int at) {
        int n = NUMBERS * at;
        return new LogPointer(places[n], places[n + 1], places[n + 2]);
    }

    /** With another place for a key that is here. */
    Leaf with(int at, LogPointer place) {
        int[] others = places.clone();
        write(others, at, place);
        return new Leaf(keys, others);
    }

    private static void write(int[] places, int at, LogPointer place) {
        int n = NUMBERS * at;
        places[n] = place.segment();
        places[n + 1] = place.offset();
        places[n + 2] = place.length();
    }

    /** With one more key, where {@link #find} says that it belongs. */
    Leaf insert(int at, Bytes key, LogPointer place) {
        int[] more = new int[places.length + NUMBERS];
        System.arraycopy(places, 0, more, 0, NUMBERS * at);
        write(more, at, place);
        System.arraycopy(places, NUMBERS * at, more, NUMBERS * (at + 1), places.length - NUMBERS * at);
        return new Leaf(keys.insert(at, key), more);
    }

    /** Without one of its keys. */
    Leaf without(int at) {
        int[] fewer = new int[places.length - NUMBERS];
        System.arraycopy(places, 0, fewer, 0, NUMBERS * at);
        System.arraycopy(places, NUMBERS * (at + 1), fewer, NUMBERS * at, fewer.length - NUMBERS * at);
        return new Leaf(keys.without(at), fewer);
    }

    /** The keys from {@code from} up to but not including {@code to}. */
    Leaf part(int from, int to) {
        return new Leaf(keys.part(from, to), Arrays.copyOfRange(places, NUMBERS * from, NUMBERS * to));
    }

    /** Puts a leaf together from rising keys. */
    static final class Builder {
        private final KeyBlock.Builder keys;
        private final int[] places;

        /** @param most how many keys it can take */
        Builder(int most) {
            keys = new KeyBlock.Builder(most, 16 * most);
            places = new int[NUMBERS * most];
        }

        int size() {
            return keys.size();
        }

        void add(byte[] from, int start, int end, int segment, int offset, int length) {
            int n = NUMBERS * size();
            places[n] = segment;
            places[n + 1] = offset;
            places[n + 2] = length;
            keys.add(from, start, end);
        }

        void addAll(Leaf leaf, int from, int to) {
            System.arraycopy(leaf.places, NUMBERS * from, places, NUMBERS * size(), NUMBERS * (to - from));
            keys.addAll(leaf.keys, from, to);
        }

        /** The leaf, without room to spare. The builder is empty again. */
        Leaf build() {
            int[] exact = Arrays.copyOf(places, NUMBERS * size());
            return new Leaf(keys.build(), exact);
        }
    }
}
