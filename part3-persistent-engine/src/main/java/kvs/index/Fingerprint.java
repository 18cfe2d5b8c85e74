package kvs.index;

/** One byte of a key's hash: of 256 keys that a search is not looking for, about one has the same fingerprint. */
final class Fingerprint {
    /** Long keys are hashed by their first and last 64 bytes. */
    private static final int HASHED_BYTES = 64;

    private Fingerprint() {}

    static byte of(byte[] key) {
        return of(key, 0, key.length);
    }

    static byte of(byte[] array, int from, int to) {
        int length = to - from;
        long hash = length;
        for (int at = 0; at < length; at = nextHashed(at, length)) {
            hash = mix(hash, Words.upTo(array, from + at, to));
        }
        return (byte) (hash >>> 56);
    }

    private static int nextHashed(int at, int length) {
        int next = at + Long.BYTES;
        return next == HASHED_BYTES && length > 2 * HASHED_BYTES ? length - HASHED_BYTES : next;
    }

    /** Every bit of both arguments affects the highest byte of the result. */
    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * 0x9E3779B97F4A7C15L;
        return (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    }
}
