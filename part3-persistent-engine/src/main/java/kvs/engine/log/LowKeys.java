package kvs.engine.log;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kvs.protocol.Bytes;

/**
 * Rising keys, to find to which of them another belongs: the last that is not above it. What is below all of them belongs
 * to the first.
 *
 * <pre>
 *   keys     ""   "user:ant"   "user:bee"   "user:zebra"
 *   skipped       "user:"                                      what all but the first begin with
 *   words         616e74..     626565..     7a656272..         the eight bytes behind that, as a number
 * </pre>
 *
 * <p>The words lie side by side, so that a search reads one piece of memory; the keys are looked at where two words are
 * the same. Never changed once it is made.
 */
final class LowKeys {
    private final Bytes[] keys;
    private final int skipped;
    private final long[] words;

    LowKeys(List<Bytes> rising) {
        keys = rising.toArray(Bytes[]::new);
        int last = keys.length - 1;
        skipped = last < 1 ? 0 : common(keys[1], keys[last]);
        words = new long[keys.length];
        // Below all others, as the first is.
        words[0] = Long.MIN_VALUE;
        for (int i = 1; i <= last; i++) {
            words[i] = word(keys[i], skipped);
        }
    }

    /** How many bytes are the same in both, from the first on. Those between the two in order begin with them, too. */
    private static int common(Bytes one, Bytes other) {
        int most = Math.min(one.length(), other.length());
        int same = 0;
        while (same < most && one.at(same) == other.at(same)) {
            same++;
        }
        return same;
    }

    /** Eight bytes that compare as numbers do; turned over, as bytes have no sign and numbers have one. */
    private static long word(Bytes key, int at) {
        return key.eightAt(at) ^ Long.MIN_VALUE;
    }

    int size() {
        return keys.length;
    }

    Bytes key(int at) {
        return keys[at];
    }

    List<Bytes> all() {
        return Collections.unmodifiableList(Arrays.asList(keys));
    }

    /** To which {@code key} belongs. */
    int floor(Bytes key) {
        for (int at = 0; at < skipped; at += Long.BYTES) {
            // Of the last eight, those that are not skipped do not count.
            int beyond = Math.max(0, Long.BYTES - (skipped - at)) * Byte.SIZE;
            int order = Long.compareUnsigned(key.eightAt(at) >>> beyond, keys[1].eightAt(at) >>> beyond);
            if (order != 0) {
                return order < 0 ? 0 : keys.length - 1;
            }
        }
        long word = word(key, skipped);
        int last = lastUpTo(word);
        if (words[last] < word) {
            return last;
        }
        return lastUpTo(key, word == Long.MIN_VALUE ? 0 : lastUpTo(word - 1), last);
    }

    private int lastUpTo(Bytes key, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (keys[middle].compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The last whose word is not above {@code word}. No branch for the processor to guess. */
    private int lastUpTo(long word) {
        int at = 0;
        for (int left = words.length - 1; left > 0; ) {
            int half = (left + 1) >>> 1;
            at = words[at + half] <= word ? at + half : at;
            left -= half;
        }
        return at;
    }
}
