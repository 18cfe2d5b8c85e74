package kvs.engine.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Keys and where their records are, one behind the other, numbered from 0 on: whoever goes through them reads memory from
 * front to back.
 *
 * <p>For one thread at a time.
 */
final class Cells {
    private byte[] bytes;

    /** Where each {@link Cell} begins, and where the last ends. */
    private int[] starts;

    private int size;

    Cells() {
        this(1 << 12, 1 << 16);
    }

    /** With room for so many, and so many bytes; it grows. */
    Cells(int count, int bytes) {
        this.bytes = new byte[bytes];
        this.starts = new int[count + 1];
    }

    int size() {
        return size;
    }

    /** How many bytes they take. */
    int bytes() {
        return starts[size];
    }

    /** @param key so many bytes from its position on are the key; the position moves behind it */
    void add(int segment, int offset, int length, int keyLength, ByteBuffer key) {
        int start = makeRoom(Cell.KEY + keyLength);
        key.get(bytes, start + Cell.KEY, keyLength);
        Cell.put(bytes, start, segment, offset, length, keyLength);
    }

    /** Where a cell of so many bytes begins, which is the last now. */
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

    int keyLength(int at) {
        return starts[at + 1] - starts[at] - Cell.KEY;
    }

    Bytes key(int at) {
        return Cell.key(bytes, starts[at]);
    }

    /** Whether the record sets the key; else it removes it. */
    boolean isSet(int at) {
        return Cell.isSet(bytes, starts[at]);
    }

    /** Where the record is. */
    LogPointer place(int at) {
        return Cell.place(bytes, starts[at]);
    }

    boolean sameKey(int a, int b) {
        return Arrays.equals(bytes, starts[a] + Cell.KEY, starts[a + 1], bytes, starts[b] + Cell.KEY, starts[b + 1]);
    }

    /** How a key compares with one of {@code others}. */
    int compare(int at, Cells others, int other) {
        return Cell.compare(bytes, starts[at], others.bytes, others.starts[other]);
    }

    /** How {@code key} compares with a key here. */
    int compare(Bytes key, int at) {
        return key.compareTo(bytes, starts[at] + Cell.KEY, starts[at + 1]);
    }

    int find(int at, Leaf leaf, int from) {
        return leaf.find(bytes, starts[at], from);
    }

    void addTo(LeafBuilder leaves, int at) {
        leaves.add(bytes, starts[at], starts[at + 1]);
    }

    /** The key of a cell, behind which {@code out} is left. */
    void writeKey(int at, ByteBuffer out) {
        out.put(bytes, starts[at] + Cell.KEY, keyLength(at));
    }

    /** By rising keys; those of equal keys stay in their order. */
    void sort() {
        Sorting.sort(bytes, starts[size], size);
        for (int at = 0; at < size; at++) {
            starts[at + 1] = Cell.end(bytes, starts[at]);
        }
    }

    private int length(int at) {
        return starts[at + 1] - starts[at];
    }

    void add(Cells others, int other) {
        int length = others.length(other);
        int start = makeRoom(length);
        System.arraycopy(others.bytes, others.starts[other], bytes, start, length);
    }

    /** Takes out those whose number {@code test} says yes to. It is asked of each, before the first is gone. */
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
