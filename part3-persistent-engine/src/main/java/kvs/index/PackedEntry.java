package kvs.index;

import java.util.Arrays;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * A key and the pointer to its record, packed into a byte array. Leaves and {@linkplain SortedRun sorted runs} consist of
 * packed entries, so an entry is copied from one to the other unchanged.
 *
 * <pre>
 *   entry    segment:u32 offset:u32 | length:i32 keyLength:u32 | key
 *
 *   00 00 00 01  00 00 00 20   00 00 00 1d  00 00 00 03   62 65 65
 *   segment 1    offset 32     29 bytes     3 bytes       b  e  e
 * </pre>
 *
 * <p>The length of a record that removes its key (a tombstone) is negative.
 */
final class PackedEntry {
    /** Offset of the key within the entry; two words precede it. */
    static final int KEY = 16;

    private static final int LENGTHS = 8;

    private PackedEntry() {}

    /** Writes the pointer and the key length in front of a key that is in the array already. */
    static void put(byte[] entries, int entry, int segment, int offset, int length, int keyLength) {
        Words.put(entries, entry, (long) segment << 32 | offset);
        Words.put(entries, entry + LENGTHS, (long) length << 32 | keyLength);
    }

    static int keyLength(byte[] entries, int entry) {
        return (int) Words.get(entries, entry + LENGTHS);
    }

    static int end(byte[] entries, int entry) {
        return entry + KEY + keyLength(entries, entry);
    }

    static Bytes key(byte[] entries, int entry) {
        return Bytes.copyOf(entries, entry + KEY, keyLength(entries, entry));
    }

    /** Returns whether the record sets the key; otherwise it removes it. */
    static boolean isSet(byte[] entries, int entry) {
        return Words.get(entries, entry + LENGTHS) > 0;
    }

    /** Returns the pointer to the record. */
    static LogPointer pointer(byte[] entries, int entry) {
        long pointer = Words.get(entries, entry);
        int length = (int) (Words.get(entries, entry + LENGTHS) >>> 32);
        return new LogPointer((int) (pointer >>> 32), (int) pointer, Math.abs(length));
    }

    /** Compares {@code key} with the key of an entry. */
    static int compare(byte[] key, byte[] entries, int entry) {
        int start = entry + KEY;
        return Arrays.compareUnsigned(key, 0, key.length, entries, start, start + keyLength(entries, entry));
    }

    /** Compares the keys of two entries. */
    static int compare(byte[] left, int leftEntry, byte[] right, int rightEntry) {
        int leftKey = leftEntry + KEY;
        int rightKey = rightEntry + KEY;
        return Arrays.compareUnsigned(
                left,
                leftKey,
                leftKey + keyLength(left, leftEntry),
                right,
                rightKey,
                rightKey + keyLength(right, rightEntry));
    }
}
