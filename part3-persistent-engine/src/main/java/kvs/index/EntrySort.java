package kvs.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sorts consecutive {@linkplain PackedEntry packed entries} by key. The sort is stable.
 *
 * <pre>
 *   keys         user:47      user:12      user:49        common prefix user:
 *   words        0011_0100    0011_0001    0011_0100      the eight bytes after it, as a number (here: two)
 *                0011_0111    0011_0010    0011_1001
 *   compressed   10_0111      01_0010      10_1001        only the bits in which the words differ
 *   bucket       4            2            5              the highest of those bits (here: three)
 * </pre>
 *
 * <p>What dominates is memory access that the processor cannot predict. A radix pass therefore first partitions the entries
 * into buckets, each of which fits into the processor's caches; then each bucket is sorted by merging. Merging moves the starts
 * of the entries, each with its word beside it, so most comparisons touch nothing else. Without the compression most buckets
 * would be empty: in text, some bits are the same in every byte. A bucket that is too large, because many keys share a longer
 * prefix, is partitioned again.
 */
final class EntrySort {
    /** The average number of keys in a bucket, if keys are spread evenly. */
    private static final int KEYS_PER_BUCKET = 32;

    private static final int MAX_BUCKET_BITS = 16;

    /** A larger bucket is partitioned. */
    private static final int MAX_MERGE_SORT = 8 * KEYS_PER_BUCKET;

    private static final int MAX_INSERTION_SORT = 8;

    /** The start and the word of each entry, while a bucket is sorted by merging. */
    private int[] starts = new int[MAX_MERGE_SORT];

    private long[] words = new long[MAX_MERGE_SORT];

    /** The other side of the merge: ranges are merged from one side to the other, and back. */
    private int[] otherStarts = new int[MAX_MERGE_SORT];

    private long[] otherWords = new long[MAX_MERGE_SORT];

    private EntrySort() {}

    /** Sorts the {@code count} entries in the first {@code end} bytes of {@code entries}. */
    static void sort(byte[] entries, int end, int count) {
        new EntrySort().sort(new Bucket(entries, 0, end, count), 0, new byte[end], false);
    }

    /** The entries in the bytes from {@code low} to {@code high} of an array. */
    private record Bucket(byte[] entries, int low, int high, int count) {
        /** Returns the length of the common prefix of all keys. */
        int common() {
            int common = PackedEntry.keyLength(entries, low);
            int first = low + PackedEntry.KEY;
            for (int entry = PackedEntry.end(entries, low); entry < high && common > 0; ) {
                int most = Math.min(common, PackedEntry.keyLength(entries, entry));
                int key = entry + PackedEntry.KEY;
                int different = Arrays.mismatch(entries, first, first + most, entries, key, key + most);
                common = different < 0 ? most : different;
                entry = PackedEntry.end(entries, entry);
            }
            return common;
        }

        /** Returns a mask of the bits in which the words differ. */
        long differing(int skipped) {
            long first = word(entries, low, skipped);
            long differing = 0;
            for (int entry = low; entry < high; entry = PackedEntry.end(entries, entry)) {
                differing |= word(entries, entry, skipped) ^ first;
            }
            return differing;
        }
    }

    /** Returns the eight bytes of a key after the first {@code skipped}. */
    private static long word(byte[] entries, int entry, int skipped) {
        return Words.upTo(entries, entry + PackedEntry.KEY + skipped, PackedEntry.end(entries, entry));
    }

    /**
     * Sorts a bucket into the same range of {@code other}, or in place. The range of the other array is overwritten.
     *
     * @param skipped the length of a common prefix of all keys, which may not be the longest
     */
    private void sort(Bucket bucket, int skipped, byte[] other, boolean intoOther) {
        if (bucket.count > MAX_MERGE_SORT) {
            int common = bucket.common();
            long differing = bucket.differing(common);
            if (differing != 0) {
                for (Bucket part : partition(bucket, common, differing, other)) {
                    sort(part, common, bucket.entries, !intoOther);
                }
                return;
            }
        }
        merge(bucket, skipped, other);
        if (!intoOther) {
            System.arraycopy(other, bucket.low, bucket.entries, bucket.low, bucket.high - bucket.low);
        }
    }

    /** Partitions a bucket into others, in ascending order, in the same range of {@code other}. */
    private static List<Bucket> partition(Bucket bucket, int skipped, long differing, byte[] other) {
        byte[] entries = bucket.entries;
        int bits = Long.bitCount(differing);
        int wanted = Integer.SIZE - Integer.numberOfLeadingZeros(bucket.count / KEYS_PER_BUCKET);
        int bucketBits = Math.min(bits, Math.min(wanted, MAX_BUCKET_BITS));
        int shift = bits - bucketBits;
        int[] counts = new int[1 << bucketBits];
        int[] ends = new int[1 << bucketBits];
        for (int entry = bucket.low; entry < bucket.high; ) {
            int end = PackedEntry.end(entries, entry);
            int to = (int) (Long.compress(word(entries, entry, skipped), differing) >>> shift);
            counts[to]++;
            ends[to] += end - entry;
            entry = end;
        }
        List<Bucket> buckets = new ArrayList<>();
        int low = bucket.low;
        for (int i = 0; i < ends.length; i++) {
            int high = low + ends[i];
            if (counts[i] > 0) {
                buckets.add(new Bucket(other, low, high, counts[i]));
            }
            ends[i] = low;
            low = high;
        }
        for (int entry = bucket.low; entry < bucket.high; ) {
            int end = PackedEntry.end(entries, entry);
            int to = (int) (Long.compress(word(entries, entry, skipped), differing) >>> shift);
            System.arraycopy(entries, entry, other, ends[to], end - entry);
            ends[to] += end - entry;
            entry = end;
        }
        return buckets;
    }

    /** Sorts a bucket into the same range of {@code other} by merging, comparing words first. */
    private void merge(Bucket bucket, int skipped, byte[] other) {
        makeRoom(bucket.count);
        int count = 0;
        for (int entry = bucket.low; entry < bucket.high; entry = PackedEntry.end(bucket.entries, entry)) {
            starts[count] = entry;
            words[count] = word(bucket.entries, entry, skipped);
            count++;
        }
        System.arraycopy(starts, 0, otherStarts, 0, count);
        System.arraycopy(words, 0, otherWords, 0, count);
        merge(bucket.entries, otherStarts, otherWords, starts, words, 0, count);
        int to = bucket.low;
        for (int i = 0; i < count; i++) {
            int length = PackedEntry.end(bucket.entries, starts[i]) - starts[i];
            System.arraycopy(bucket.entries, starts[i], other, to, length);
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

    /** Sorts a range of {@code to}. {@code from} holds the same and is overwritten. */
    private static void merge(
            byte[] entries, int[] from, long[] fromWords, int[] to, long[] toWords, int low, int high) {
        if (high - low <= MAX_INSERTION_SORT) {
            insert(entries, to, toWords, low, high);
            return;
        }
        int middle = (low + high) >>> 1;
        merge(entries, to, toWords, from, fromWords, low, middle);
        merge(entries, to, toWords, from, fromWords, middle, high);
        int left = low;
        int right = middle;
        for (int at = low; at < high; at++) {
            boolean takesLeft = right == high
                    || (left < middle && !isAbove(entries, from[left], fromWords[left], from[right], fromWords[right]));
            int taken = takesLeft ? left++ : right++;
            to[at] = from[taken];
            toWords[at] = fromWords[taken];
        }
    }

    private static void insert(byte[] entries, int[] to, long[] toWords, int low, int high) {
        for (int i = low + 1; i < high; i++) {
            int start = to[i];
            long word = toWords[i];
            int at = i;
            while (at > low && isAbove(entries, to[at - 1], toWords[at - 1], start, word)) {
                to[at] = to[at - 1];
                toWords[at] = toWords[at - 1];
                at--;
            }
            to[at] = start;
            toWords[at] = word;
        }
    }

    private static boolean isAbove(byte[] entries, int a, long aWord, int b, long bWord) {
        return aWord == bWord
                ? PackedEntry.compare(entries, a, entries, b) > 0
                : Long.compareUnsigned(aWord, bWord) > 0;
    }
}
