package kvs.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * A growing list of {@linkplain PackedEntry packed entries} in one byte array, numbered from 0. To iterate over it reads
 * memory sequentially.
 *
 * <p>For one thread at a time.
 */
final class EntryBuffer {
    private byte[] bytes;

    /** The start of each entry, and the end of the last. */
    private int[] starts;

    private int size;

    EntryBuffer() {
        this(1 << 12, 1 << 16);
    }

    /** Makes an empty buffer with room for {@code count} entries of {@code bytes} bytes in all. */
    EntryBuffer(int count, int bytes) {
        this.bytes = new byte[bytes];
        this.starts = new int[count + 1];
    }

    int size() {
        return size;
    }

    /** Returns the length of all entries, in bytes. */
    int bytes() {
        return starts[size];
    }

    void add(Bytes key, LogPointer pointer, boolean isSet) {
        int start = add(key.length(), pointer, isSet);
        key.writeTo(bytes, start + PackedEntry.KEY);
    }

    /** Adds an entry whose key is the next {@code keyLength} bytes of {@code source}; the position moves past them. */
    void add(ByteBuffer source, int keyLength, LogPointer pointer, boolean isSet) {
        int start = add(keyLength, pointer, isSet);
        source.get(bytes, start + PackedEntry.KEY, keyLength);
    }

    /** Adds an entry without its key, and returns its start. */
    private int add(int keyLength, LogPointer pointer, boolean isSet) {
        int start = makeRoom(PackedEntry.KEY + keyLength);
        int length = isSet ? pointer.length() : -pointer.length();
        PackedEntry.put(bytes, start, pointer.segment(), pointer.offset(), length, keyLength);
        return start;
    }

    void add(EntryBuffer others, int other) {
        int length = others.length(other);
        int start = makeRoom(length);
        System.arraycopy(others.bytes, others.starts[other], bytes, start, length);
    }

    /** Adds an entry of {@code length} bytes without content, and returns its start. */
    private int makeRoom(int length) {
        if (size + 1 == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        int start = starts[size];
        if (length > bytes.length - start) {
            bytes = Arrays.copyOf(bytes, Math.max(start + length, 2 * bytes.length));
        }
        starts[++size] = start + length;
        return start;
    }

    private int length(int at) {
        return starts[at + 1] - starts[at];
    }

    Bytes key(int at) {
        return PackedEntry.key(bytes, starts[at]);
    }

    boolean isSet(int at) {
        return PackedEntry.isSet(bytes, starts[at]);
    }

    LogPointer pointer(int at) {
        return PackedEntry.pointer(bytes, starts[at]);
    }

    boolean sameKey(int a, int b) {
        return PackedEntry.compare(bytes, starts[a], bytes, starts[b]) == 0;
    }

    /** Compares a key with one of {@code others}. */
    int compare(int at, EntryBuffer others, int other) {
        return PackedEntry.compare(bytes, starts[at], others.bytes, others.starts[other]);
    }

    /** Compares {@code key} with the key of an entry. */
    int compare(Bytes key, int at) {
        return key.compareTo(bytes, starts[at] + PackedEntry.KEY, starts[at + 1]);
    }

    /** Finds the key of an entry in a leaf, as {@link Leaf#find(byte[], int, int)} does. */
    int find(int at, Leaf leaf, int from) {
        return leaf.find(bytes, starts[at], from);
    }

    void addTo(LeafBuilder leaves, int at) {
        leaves.add(bytes, starts[at], starts[at + 1]);
    }

    /** Sorts by key. The sort is stable: entries of equal keys stay in their order. */
    void sort() {
        EntrySort.sort(bytes, starts[size], size);
        for (int at = 0; at < size; at++) {
            starts[at + 1] = PackedEntry.end(bytes, starts[at]);
        }
    }

    /** Removes the entries whose number {@code test} accepts. All numbers are tested before the first entry is removed. */
    void removeIf(IntPredicate test) {
        BitSet removed = new BitSet();
        for (int at = 0; at < size; at++) {
            if (test.test(at)) {
                removed.set(at);
            }
        }
        int first = removed.nextSetBit(0);
        if (first < 0) {
            return;
        }
        int left = first;
        for (int at = removed.nextClearBit(first); at < size; at = removed.nextClearBit(at + 1)) {
            int length = length(at);
            System.arraycopy(bytes, starts[at], bytes, starts[left], length);
            left++;
            starts[left] = starts[left - 1] + length;
        }
        size = left;
    }
}
