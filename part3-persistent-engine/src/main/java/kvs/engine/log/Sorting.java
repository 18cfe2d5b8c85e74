package kvs.engine.log;

import java.util.Arrays;
import kvs.protocol.Bytes;

/**
 * Sorts keys that lie one after the other, without moving them, and keeps the order of equal ones. What moves is the number
 * of each key, and beside it eight of its bytes as another number, a word, so that most comparisons look at nothing else.
 * They are the eight behind what all keys begin with. The keys are dealt out by the highest bits of their words first, and
 * then each heap is sorted by merging.
 */
final class Sorting {
    private static final int BY_INSERTION = 8;

    /** So many bits of a word say to which heap a key goes. */
    private static final int HEAP_BITS = 8;

    private final byte[] keys;
    private final int[] starts;
    private final int[] ends;

    /** Two of each: ranges are merged from one to the other, and back. */
    private final int[] numbers;

    private final int[] otherNumbers;
    private final long[] words;
    private final long[] otherWords;

    Sorting(byte[] keys, int[] starts, int[] ends, int size) {
        this.keys = keys;
        this.starts = starts;
        this.ends = ends;
        this.numbers = new int[size];
        this.words = new long[size];
        int skipped = common(size);
        for (int i = 0; i < size; i++) {
            numbers[i] = i;
            words[i] = Bytes.eightAt(keys, starts[i] + skipped, ends[i]) ^ Long.MIN_VALUE;
        }
        this.otherNumbers = new int[size];
        this.otherWords = new long[size];
    }

    /** How many bytes all keys begin with. */
    private int common(int size) {
        int common = size == 0 ? 0 : ends[0] - starts[0];
        for (int i = 1; i < size && common > 0; i++) {
            int first = Math.min(common, ends[i] - starts[i]);
            int different = Arrays.mismatch(keys, starts[0], starts[0] + first, keys, starts[i], starts[i] + first);
            common = different < 0 ? first : different;
        }
        return common;
    }

    /** The numbers of the keys, by rising keys; of equal ones, by rising number. */
    int[] order() {
        int[] from = heapEnds();
        for (int i = numbers.length - 1; i >= 0; i--) {
            int at = --from[heap(words[i])];
            otherNumbers[at] = numbers[i];
            otherWords[at] = words[i];
        }
        System.arraycopy(otherNumbers, 0, numbers, 0, numbers.length);
        System.arraycopy(otherWords, 0, words, 0, numbers.length);
        for (int heap = 0; heap < from.length; heap++) {
            int end = heap + 1 < from.length ? from[heap + 1] : numbers.length;
            sort(otherNumbers, otherWords, numbers, words, from[heap], end);
        }
        return numbers;
    }

    /** Where each heap ends, if they lie one behind the other. */
    private int[] heapEnds() {
        int[] ends = new int[1 << HEAP_BITS];
        for (long word : words) {
            ends[heap(word)]++;
        }
        for (int heap = 1; heap < ends.length; heap++) {
            ends[heap] += ends[heap - 1];
        }
        return ends;
    }

    private static int heap(long word) {
        return (int) ((word ^ Long.MIN_VALUE) >>> (Long.SIZE - HEAP_BITS));
    }

    /** Sorts a range of {@code to}; {@code from} holds the same, and is spoiled. */
    private void sort(int[] from, long[] fromWords, int[] to, long[] toWords, int low, int high) {
        if (high - low <= BY_INSERTION) {
            insert(to, toWords, low, high);
            return;
        }
        int middle = (low + high) >>> 1;
        sort(to, toWords, from, fromWords, low, middle);
        sort(to, toWords, from, fromWords, middle, high);
        int left = low;
        int right = middle;
        for (int at = low; at < high; at++) {
            boolean takesLeft = right == high
                    || (left < middle && !isAbove(from[left], fromWords[left], from[right], fromWords[right]));
            int taken = takesLeft ? left++ : right++;
            to[at] = from[taken];
            toWords[at] = fromWords[taken];
        }
    }

    private void insert(int[] to, long[] toWords, int low, int high) {
        for (int i = low + 1; i < high; i++) {
            int number = to[i];
            long word = toWords[i];
            int at = i;
            while (at > low && isAbove(to[at - 1], toWords[at - 1], number, word)) {
                to[at] = to[at - 1];
                toWords[at] = toWords[at - 1];
                at--;
            }
            to[at] = number;
            toWords[at] = word;
        }
    }

    private boolean isAbove(int a, long aWord, int b, long bWord) {
        if (aWord != bWord) {
            return aWord > bWord;
        }
        return Arrays.compareUnsigned(keys, starts[a], ends[a], keys, starts[b], ends[b]) > 0;
    }
}
