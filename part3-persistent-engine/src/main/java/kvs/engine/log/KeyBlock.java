package kvs.engine.log;

import java.util.Arrays;
import kvs.protocol.Bytes;

/**
 * Some keys, rising, packed: a key of 16 bytes costs 28, where an object for each would take three times that.
 *
 * <pre>
 *   keys       "ant" "bee" "bumblebee"            one after the other: antbeebumblebee
 *   ends         3     6      15                  where each ends
 *   prefixes   616e74.. 626565.. 62756d62..       the first eight bytes of each, as a number
 * </pre>
 *
 * <p>The prefixes lie side by side, so that a search reads one piece of memory; the keys are looked at where two prefixes
 * are the same. Never changed once it is made.
 */
final class KeyBlock {
    static final KeyBlock EMPTY = new KeyBlock(new byte[0], new int[0], new long[0]);

    private final byte[] keys;
    private final int[] ends;
    private final long[] prefixes;

    private KeyBlock(byte[] keys, int[] ends, long[] prefixes) {
        this.keys = keys;
        this.ends = ends;
        this.prefixes = prefixes;
    }

    int size() {
        return ends.length;
    }

    Bytes key(int at) {
        return Bytes.copyOf(keys, start(at), ends[at] - start(at));
    }

    private int start(int at) {
        return at == 0 ? 0 : ends[at - 1];
    }

    /** Where {@code key} is; {@code -(at + 1)} if it is not here and belongs at {@code at}. */
    int find(Bytes key) {
        long prefix = prefix(key);
        int high = lastUpTo(prefix);
        int low = firstOf(prefix, high);
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

    /** The same for a key that lies in an array. */
    int find(byte[] array, int from, int to) {
        long prefix = prefix(array, from, to);
        int high = lastUpTo(prefix);
        int low = firstOf(prefix, high);
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(array, from, to, keys, start(middle), ends[middle]);
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

    /** The last whose prefix is not above {@code prefix}; -1 if there is none. No branch for the processor to guess. */
    private int lastUpTo(long prefix) {
        int at = -1;
        for (int left = prefixes.length; left > 0; ) {
            int half = (left + 1) >>> 1;
            at = prefixes[at + half] <= prefix ? at + half : at;
            left -= half;
        }
        return at;
    }

    /** The first that has {@code prefix}, of those up to {@code last}; behind {@code last} if none has. */
    private int firstOf(long prefix, int last) {
        int at = last + 1;
        while (at > 0 && prefixes[at - 1] == prefix) {
            at--;
        }
        return at;
    }

    /** The last that is not above {@code key}; the first is not. */
    int floor(Bytes key) {
        int at = find(key);
        return at < 0 ? -at - 2 : at;
    }

    /** The first eight bytes, zeros where there are none; turned over, as these bytes have no sign and numbers have one. */
    private static long prefix(Bytes key) {
        long prefix = 0;
        int length = Math.min(Long.BYTES, key.length());
        for (int at = 0; at < length; at++) {
            prefix |= (long) key.at(at) << (56 - 8 * at);
        }
        return prefix ^ Long.MIN_VALUE;
    }

    static long prefix(byte[] array, int from, int to) {
        long prefix = 0;
        int length = Math.min(Long.BYTES, to - from);
        for (int at = 0; at < length; at++) {
            prefix |= (array[from + at] & 0xffL) << (56 - 8 * at);
        }
        return prefix ^ Long.MIN_VALUE;
    }

    /** With one more, where {@link #find} says that it belongs. */
    KeyBlock insert(int at, Bytes key) {
        int start = start(at);
        int bytes = key.length();
        byte[] moreKeys = new byte[keys.length + bytes];
        System.arraycopy(keys, 0, moreKeys, 0, start);
        key.writeTo(moreKeys, start);
        System.arraycopy(keys, start, moreKeys, start + bytes, keys.length - start);
        int[] moreEnds = new int[ends.length + 1];
        System.arraycopy(ends, 0, moreEnds, 0, at);
        moreEnds[at] = start + bytes;
        for (int i = at; i < ends.length; i++) {
            moreEnds[i + 1] = ends[i] + bytes;
        }
        long[] morePrefixes = new long[prefixes.length + 1];
        System.arraycopy(prefixes, 0, morePrefixes, 0, at);
        morePrefixes[at] = prefix(key);
        System.arraycopy(prefixes, at, morePrefixes, at + 1, prefixes.length - at);
        return new KeyBlock(moreKeys, moreEnds, morePrefixes);
    }

    /** Without one of them. */
    KeyBlock without(int at) {
        Builder fewer = new Builder(size() - 1, keys.length);
        fewer.addAll(this, 0, at);
        fewer.addAll(this, at + 1, size());
        return fewer.build();
    }

    /** Those from {@code from} up to but not including {@code to}. */
    KeyBlock part(int from, int to) {
        Builder part = new Builder(to - from, 0);
        part.addAll(this, from, to);
        return part.build();
    }

    /** Takes rising keys. */
    static final class Builder {
        private byte[] keys;
        private int[] ends;
        private long[] prefixes;
        private int size;
        private int bytes;

        /** Room for so many; it grows where they are more. */
        Builder(int size, int bytes) {
            keys = new byte[bytes];
            ends = new int[size];
            prefixes = new long[size];
        }

        int size() {
            return size;
        }

        void add(byte[] from, int start, int end) {
            makeRoom(1, end - start);
            System.arraycopy(from, start, keys, bytes, end - start);
            bytes += end - start;
            ends[size] = bytes;
            prefixes[size] = prefix(from, start, end);
            size++;
        }

        void add(Bytes key) {
            makeRoom(1, key.length());
            key.writeTo(keys, bytes);
            bytes += key.length();
            ends[size] = bytes;
            prefixes[size] = prefix(key);
            size++;
        }

        void addAll(KeyBlock block, int from, int to) {
            if (from == to) {
                return;
            }
            int start = block.start(from);
            int more = block.ends[to - 1] - start;
            makeRoom(to - from, more);
            System.arraycopy(block.keys, start, keys, bytes, more);
            System.arraycopy(block.prefixes, from, prefixes, size, to - from);
            for (int i = from; i < to; i++) {
                ends[size + i - from] = block.ends[i] - start + bytes;
            }
            bytes += more;
            size += to - from;
        }

        private void makeRoom(int more, int moreBytes) {
            if (size + more > ends.length) {
                int room = Math.max(size + more, 2 * size);
                ends = Arrays.copyOf(ends, room);
                prefixes = Arrays.copyOf(prefixes, room);
            }
            if (bytes + moreBytes > keys.length) {
                keys = Arrays.copyOf(keys, Math.max(bytes + moreBytes, 2 * bytes));
            }
        }

        /** The block, without room to spare. The builder is empty again. */
        KeyBlock build() {
            KeyBlock block =
                    new KeyBlock(Arrays.copyOf(keys, bytes), Arrays.copyOf(ends, size), Arrays.copyOf(prefixes, size));
            size = 0;
            bytes = 0;
            return block;
        }
    }
}
