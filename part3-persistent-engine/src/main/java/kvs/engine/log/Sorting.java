package kvs.engine.log;

import java.util.Arrays;
import kvs.protocol.Bytes;

/**
 * Sorts keys that lie one after the other, without moving them: a merge sort, which keeps the order of equal ones. The
 * first eight bytes of each are put side by side as a number, so that most comparisons look at nothing else.
 */
final class Sorting {
    private static final int BY_INSERTION = 8;

    private final byte[] keys;
    private final int[] starts;
    private final int[] ends;
    private final long[] prefixes;
    private final int[] order;

    Sorting(byte[] keys, int[] starts, int[] ends, int size) {
        this.keys = keys;
        this.starts = starts;
        this.ends = ends;
        this.prefixes = new long[size];
        this.order = new int[size];
        for (int i = 0; i < size; i++) {
            prefixes[i] = Bytes.eightAt(keys, starts[i], ends[i]) ^ Long.MIN_VALUE;
            order[i] = i;
        }
    }

    /** The numbers of the keys, by rising keys; of equal ones, by rising number. */
    int[] order() {
        int[] sorted = order.clone();
        sort(order, sorted, 0, order.length);
        return sorted;
    }

    /** Sorts a range of {@code to}; {@code from} holds the same, and is spoiled. */
    private void sort(int[] from, int[] to, int low, int high) {
        if (high - low <= BY_INSERTION) {
            insert(to, low, high);
            return;
        }
        int middle = (low + high) >>> 1;
        sort(to, from, low, middle);
        sort(to, from, middle, high);
        int left = low;
        int right = middle;
        for (int at = low; at < high; at++) {
            boolean takeLeft = right == high || (left < middle && !isAbove(from[left], from[right]));
            to[at] = takeLeft ? from[left++] : from[right++];
        }
    }

    private void insert(int[] to, int low, int high) {
        for (int i = low + 1; i < high; i++) {
            int moving = to[i];
            int at = i;
            while (at > low && isAbove(to[at - 1], moving)) {
                to[at] = to[at - 1];
                at--;
            }
            to[at] = moving;
        }
    }

    private boolean isAbove(int a, int b) {
        if (prefixes[a] != prefixes[b]) {
            return prefixes[a] > prefixes[b];
        }
        return Arrays.compareUnsigned(keys, starts[a], ends[a], keys, starts[b], ends[b]) > 0;
    }
}
