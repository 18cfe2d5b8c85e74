package kvs.engine.log;

import java.util.Arrays;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * A key and where its record is, in an array of bytes: what leaves and {@link SortedEntries} are made of, so that it goes
 * from one to the other as it is.
 *
 * <pre>
 *   cell     segment:u32 offset:u32 | length:i32 keyLength:u32 | key
 *
 *   00 00 00 01  00 00 00 20   00 00 00 1d  00 00 00 03   62 65 65
 *   segment 1    at 32         29 bytes     a key of 3    b  e  e
 * </pre>
 *
 * <p>The length of a record that removes its key is negated.
 */
final class Cell {
    /** Where the key begins; in front of it are two words. */
    static final int KEY = 16;

    private static final int LENGTHS = 8;

    private Cell() {}

    /** Puts a place and a length in front of a key that has been written there. */
    static void put(byte[] cells, int cell, int segment, int offset, int length, int keyLength) {
        Words.put(cells, cell, (long) segment << 32 | offset);
        Words.put(cells, cell + LENGTHS, (long) length << 32 | keyLength);
    }

    static int keyLength(byte[] cells, int cell) {
        return (int) Words.get(cells, cell + LENGTHS);
    }

    static int end(byte[] cells, int cell) {
        return cell + KEY + keyLength(cells, cell);
    }

    static Bytes key(byte[] cells, int cell) {
        return Bytes.copyOf(cells, cell + KEY, keyLength(cells, cell));
    }

    /** Whether the record sets the key; else it removes it. */
    static boolean isSet(byte[] cells, int cell) {
        return Words.get(cells, cell + LENGTHS) > 0;
    }

    /** Where the record is. */
    static LogPointer place(byte[] cells, int cell) {
        long place = Words.get(cells, cell);
        int length = (int) (Words.get(cells, cell + LENGTHS) >>> 32);
        return new LogPointer((int) (place >>> 32), (int) place, Math.abs(length));
    }

    /** How two keys compare. */
    static int compare(byte[] left, int leftCell, byte[] right, int rightCell) {
        int leftKey = leftCell + KEY;
        int rightKey = rightCell + KEY;
        return Arrays.compareUnsigned(
                left,
                leftKey,
                leftKey + keyLength(left, leftCell),
                right,
                rightKey,
                rightKey + keyLength(right, rightCell));
    }
}
