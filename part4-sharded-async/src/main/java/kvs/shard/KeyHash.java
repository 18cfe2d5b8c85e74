package kvs.shard;

/**
 * The hash of a key: decides which shard owns it, and where it lies in the shard's index.
 *
 * <p>The function is part of the format of data on disk, which is split by it: it must never change. 64-bit FNV-1a
 * (Fowler, Noll and Vo) over eight bytes at a time, then the finalizer of MurmurHash3 (Appleby): every bit of the result
 * depends on every bit of the key.
 */
public final class KeyHash {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private KeyHash() {}

    /** Returns the hash of {@code length} bytes of {@code array}, from {@code from}: any {@code long}. */
    public static long of(byte[] array, int from, int length) {
        long hash = BASIS ^ length;
        int end = from + length;
        int i = from;
        for (; i + 8 <= end; i += 8) {
            hash = mix(hash ^ (long) LittleEndian.LONG.get(array, i));
        }
        long tail = 0;
        for (; i < end; i++) {
            tail = (tail << 8) | (array[i] & 0xff);
        }
        return finish(hash ^ tail);
    }

    private static long mix(long hash) {
        long product = hash * PRIME;
        return product ^ product >>> 32;
    }

    private static long finish(long hash) {
        long h = hash;
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
