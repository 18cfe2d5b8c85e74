package kvs.index;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kvs.protocol.Bytes;

/**
 * The keys that separate the children of an inner node, in ascending order. A key belongs to the last separator that is not
 * above it; a key below all of them belongs to the first.
 *
 * <pre>
 *   separators   ""   "user:ant"   "user:bee"   "user:zebra"
 *   skipped           "user:"                                   the common prefix of all but the first
 *   words             616e74..     626565..     7a656272..      the eight bytes after it, as a number
 * </pre>
 *
 * <p>The words lie side by side in one array, so a binary search touches little memory. The keys themselves are compared only
 * where two words are equal.
 *
 * <p>Immutable, hence for any thread.
 */
final class SeparatorKeys {
    private final Bytes[] keys;

    /** The second key, which begins with the common prefix; empty if there is none. */
    private final byte[] second;

    private final int skipped;
    private final long[] words;

    SeparatorKeys(List<Bytes> ascending) {
        keys = ascending.toArray(Bytes[]::new);
        int last = keys.length - 1;
        second = last < 1 ? new byte[0] : keys[1].toArray();
        skipped = last < 1 ? 0 : common(second, keys[last].toArray());
        words = new long[keys.length];
        // Below all others, as the first key is.
        words[0] = Long.MIN_VALUE;
        for (int i = 1; i <= last; i++) {
            words[i] = word(keys[i].toArray(), skipped);
        }
    }

    /** Returns the length of the common prefix. All keys between the two begin with it, too. */
    private static int common(byte[] one, byte[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 ? one.length : mismatch;
    }

    /** Returns eight bytes with the sign bit flipped: bytes are unsigned, and a {@code long} is not. */
    private static long word(byte[] key, int at) {
        return Words.upTo(key, at, key.length) ^ Long.MIN_VALUE;
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

    /** Returns the index of the separator to which {@code key} belongs. */
    int floor(byte[] key) {
        for (int at = 0; at < skipped; at += Long.BYTES) {
            // Of the last word, the bytes after the common prefix do not count.
            int beyond = Math.max(0, Long.BYTES - (skipped - at)) * Byte.SIZE;
            int order = Long.compareUnsigned(
                    Words.upTo(key, at, key.length) >>> beyond, Words.upTo(second, at, second.length) >>> beyond);
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

    private int lastUpTo(byte[] key, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (keys[middle].compareTo(key, 0, key.length) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the index of the last word that is not above {@code word}. Branch-free: there is nothing to mispredict. */
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
