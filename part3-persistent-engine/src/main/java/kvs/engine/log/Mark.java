package kvs.engine.log;

import kvs.protocol.Bytes;

/** A byte of a key's hash: of 256 keys that are not the one sought, about one has its mark. */
final class Mark {
    /** It is made of so many bytes of a key at either end: some keys are long. */
    private static final int MARKED_BYTES = 64;

    private Mark() {}

    static byte of(Bytes key) {
        long hash = key.length();
        for (int at = 0; at < key.length(); at = nextMarked(at, key.length())) {
            hash = mix(hash, key.eightAt(at));
        }
        return (byte) (hash >>> 56);
    }

    /** The same of a key that lies in an array. */
    static byte of(byte[] array, int from, int to) {
        int length = to - from;
        long hash = length;
        for (int at = 0; at < length; at = nextMarked(at, length)) {
            hash = mix(hash, Bytes.eightAt(array, from + at, to));
        }
        return (byte) (hash >>> 56);
    }

    private static int nextMarked(int at, int length) {
        int next = at + Long.BYTES;
        return next == MARKED_BYTES && length > 2 * MARKED_BYTES ? length - MARKED_BYTES : next;
    }

    /** Each bit of both has a part in the highest byte. */
    private static long mix(long hash, long eight) {
        long mixed = (hash ^ eight) * 0x9E3779B97F4A7C15L;
        return (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    }
}
