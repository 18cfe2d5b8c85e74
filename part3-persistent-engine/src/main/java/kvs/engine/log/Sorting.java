package kvs.engine.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.Bytes;

/**
 * Sorts {@linkplain Cell cells} that lie one behind the other by their keys, and keeps the order of equal ones.
 *
 * <pre>
 *   keys       user:47      user:12      user:49        all begin with user:
 *   words      0011_0100    0011_0001    0011_0100      the next eight bytes, as a number (here: two)
 *              0011_0111    0011_0010    0011_1001
 *   squeezed   10_0111      01_0010      10_1001        only the bits in which they differ
 *   heap       4            2            5              the highest of those (here: three)
 * </pre>
 *
 * <p>What costs most is memory that lies where nobody expects it. So the cells are dealt out to heaps first, each of which
 * fits into the processor's caches, and then each heap is sorted by merging. There, what moves is where each cell begins,
 * and beside it its word, so that most comparisons look at nothing else. Without the squeezing most heaps would be empty:
 * of text, some bits are the same in every byte. A heap that has got too many, because it is a crowd with a beginning of
 * its own, is dealt out again.
 */
final class Sorting {
    /** There are about so many keys to a heap, if they are spread evenly. */
    private static final int KEYS_IN_HEAP = 32;

    private static final int MOST_HEAP_BITS = 16;

    /** A heap with more is dealt out. */
    private static final int BY_MERGING = 8 * KEYS_IN_HEAP;

    private static final int BY_INSERTION = 8;

    /** Of the heap that is sorted by merging: where each cell begins, and its word. */
    private int[] starts = new int[BY_MERGING];

    private long[] words = new long[BY_MERGING];

    /** The same: ranges are merged from one to the other, and back. */
    private int[] otherStarts = new int[BY_MERGING];

    private long[] otherWords = new long[BY_MERGING];

    private Sorting() {}

    /** Sorts so many cells, from the first byte of {@code cells} up to {@code end}. */
    static void sort(byte[] cells, int end, int count) {
        new Sorting().sort(new Heap(cells, 0, end, count), 0, new byte[end], false);
    }

    /** A range of cells. */
    private record Heap(byte[] cells, int low, int high, int count) {
        /** How many bytes all keys begin with. */
        int common() {
            int common = Cell.keyLength(cells, low);
            int first = low + Cell.KEY;
            for (int cell = Cell.end(cells, low); cell < high && common > 0; cell = Cell.end(cells, cell)) {
                int most = Math.min(common, Cell.keyLength(cells, cell));
                int key = cell + Cell.KEY;
                int different = Arrays.mismatch(cells, first, first + most, cells, key, key + most);
                common = different < 0 ? most : different;
            }
            return common;
        }

        /** The bits in which not all words are the same. */
        long differing(int skipped) {
            long first = word(cells, low, skipped);
            long differing = 0;
            for (int cell = low; cell < high; cell = Cell.end(cells, cell)) {
                differing |= word(cells, cell, skipped) ^ first;
            }
            return differing;
        }
    }

    /** Of a key, the eight bytes behind those that are skipped. */
    private static long word(byte[] cells, int cell, int skipped) {
        return Bytes.eightAt(cells, cell + Cell.KEY + skipped, Cell.end(cells, cell));
    }

    /**
     * Sorts a heap into the same range of {@code other}, or where it is; in the other of the two, that range is spoiled.
     *
     * @param skipped all keys begin with so many bytes that are the same, if not more
     */
    private void sort(Heap heap, int skipped, byte[] other, boolean intoOther) {
        if (heap.count > BY_MERGING) {
            int common = heap.common();
            long differing = heap.differing(common);
            if (differing != 0) {
                for (Heap part : deal(heap, common, differing, other)) {
                    sort(part, common, heap.cells, !intoOther);
                }
                return;
            }
        }
        merge(heap, skipped, other);
        if (!intoOther) {
            System.arraycopy(other, heap.low, heap.cells, heap.low, heap.high - heap.low);
        }
    }

    /** Deals a heap out to others, which lie in the same range of {@code other}, by rising words. */
    private static List<Heap> deal(Heap heap, int skipped, long differing, byte[] other) {
        byte[] cells = heap.cells;
        int bits = Long.bitCount(differing);
        int wanted = Integer.SIZE - Integer.numberOfLeadingZeros(heap.count / KEYS_IN_HEAP);
        int heapBits = Math.min(bits, Math.min(wanted, MOST_HEAP_BITS));
        int shift = bits - heapBits;
        int[] counts = new int[1 << heapBits];
        int[] ends = new int[1 << heapBits];
        for (int cell = heap.low; cell < heap.high; ) {
            int end = Cell.end(cells, cell);
            int to = (int) (Long.compress(word(cells, cell, skipped), differing) >>> shift);
            counts[to]++;
            ends[to] += end - cell;
            cell = end;
        }
        List<Heap> heaps = new ArrayList<>();
        int low = heap.low;
        for (int i = 0; i < ends.length; i++) {
            int high = low + ends[i];
            if (counts[i] > 0) {
                heaps.add(new Heap(other, low, high, counts[i]));
            }
            ends[i] = low;
            low = high;
        }
        for (int cell = heap.low; cell < heap.high; ) {
            int end = Cell.end(cells, cell);
            int to = (int) (Long.compress(word(cells, cell, skipped), differing) >>> shift);
            System.arraycopy(cells, cell, other, ends[to], end - cell);
            ends[to] += end - cell;
            cell = end;
        }
        return heaps;
    }

    /** Sorts a heap into the same range of {@code other}, looking at words first. */
    private void merge(Heap heap, int skipped, byte[] other) {
        makeRoom(heap.count);
        int count = 0;
        for (int cell = heap.low; cell < heap.high; cell = Cell.end(heap.cells, cell)) {
            starts[count] = cell;
            words[count] = word(heap.cells, cell, skipped);
            count++;
        }
        System.arraycopy(starts, 0, otherStarts, 0, count);
        System.arraycopy(words, 0, otherWords, 0, count);
        merge(heap.cells, otherStarts, otherWords, starts, words, 0, count);
        int to = heap.low;
        for (int i = 0; i < count; i++) {
            int length = Cell.end(heap.cells, starts[i]) - starts[i];
            System.arraycopy(heap.cells, starts[i], other, to, length);
            to += length;
        }
    }

    private void makeRoom(int count) {
        if (count > starts.length) {
            starts = new int[count];
            words = new long[count];
            otherStarts = new int[count];
            otherWords = new long[count];
        }
    }

    /** Sorts a range of {@code to}; {@code from} holds the same, and is spoiled. */
    private static void merge(byte[] cells, int[] from, long[] fromWords, int[] to, long[] toWords, int low, int high) {
        if (high - low <= BY_INSERTION) {
            insert(cells, to, toWords, low, high);
            return;
        }
        int middle = (low + high) >>> 1;
        merge(cells, to, toWords, from, fromWords, low, middle);
        merge(cells, to, toWords, from, fromWords, middle, high);
        int left = low;
        int right = middle;
        for (int at = low; at < high; at++) {
            boolean takesLeft = right == high
                    || (left < middle && !isAbove(cells, from[left], fromWords[left], from[right], fromWords[right]));
            int taken = takesLeft ? left++ : right++;
            to[at] = from[taken];
            toWords[at] = fromWords[taken];
        }
    }

    private static void insert(byte[] cells, int[] to, long[] toWords, int low, int high) {
        for (int i = low + 1; i < high; i++) {
            int start = to[i];
            long word = toWords[i];
            int at = i;
            while (at > low && isAbove(cells, to[at - 1], toWords[at - 1], start, word)) {
                to[at] = to[at - 1];
                toWords[at] = toWords[at - 1];
                at--;
            }
            to[at] = start;
            toWords[at] = word;
        }
    }

    private static boolean isAbove(byte[] cells, int a, long aWord, int b, long bWord) {
        return aWord == bWord ? Cell.compare(cells, a, cells, b) > 0 : Long.compareUnsigned(aWord, bWord) > 0;
    }
}
