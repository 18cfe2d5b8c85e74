package kvs.shard;

/**
 * The bytes of an entry in a slab. Numbers are little-endian.
 *
 * <pre>
 *   entry  = header [expiry] key value padding
 *   header = u32    length of the key; its highest bit is set if there is an expiry
 *            u32    length of the value
 *   expiry = u64    milliseconds since the epoch, or Long.MAX_VALUE for never
 *   padding         0 to 7 bytes: an entry starts at a multiple of 8
 * </pre>
 *
 * <p>The key {@code a} with the value {@code 42}, which does not expire:
 *
 * <pre>
 *   01 00 00 00   02 00 00 00   61   34 32   00 00 00 00 00
 * </pre>
 *
 * <p>The header is read as one number. Lengths of variable size would save up to six bytes of an entry and cost a branch
 * for each key that is compared; the padding lets 36 bits address 512 GB.
 */
final class SlabEntry {
    /** Entries start at multiples of this. */
    static final int UNIT_BYTES = 8;

    private static final int HEADER_BYTES = 8;
    private static final int EXPIRY_BYTES = 8;
    private static final long EXPIRES = 1L << 31;

    private SlabEntry() {}

    static long header(int keyLength, int valueLength, boolean expires) {
        return (long) valueLength << 32 | keyLength | (expires ? EXPIRES : 0);
    }

    static int keyLength(long header) {
        return (int) (header & EXPIRES - 1);
    }

    static int valueLength(long header) {
        return (int) (header >>> 32);
    }

    /** Returns whether the entry has room for an expiry. */
    static boolean expires(long header) {
        return (header & EXPIRES) != 0;
    }

    /** Returns the distance from the entry's start to its key. */
    static int keyOffset(long header) {
        return HEADER_BYTES + (expires(header) ? EXPIRY_BYTES : 0);
    }

    /** Returns the length of the entry with its padding. */
    static int size(long header) {
        int bytes = Math.addExact(keyOffset(header), Math.addExact(keyLength(header), valueLength(header)));
        return Math.addExact(bytes, UNIT_BYTES - 1) & -UNIT_BYTES;
    }

    static long headerAt(byte[] slab, int at) {
        return (long) LittleEndian.LONG.get(slab, at);
    }

    static long expiryAt(byte[] slab, int at) {
        return expires(headerAt(slab, at)) ? (long) LittleEndian.LONG.get(slab, at + HEADER_BYTES) : Entry.NEVER;
    }

    /** Sets the expiry of an entry that has room for it. */
    static void setExpiryAt(byte[] slab, int at, long expiresAt) {
        LittleEndian.LONG.set(slab, at + HEADER_BYTES, expiresAt);
    }

    /** Writes all but the key, which is written already or is yet to be. The value may lie in the same slab. */
    static void write(byte[] slab, int at, long header, Slice value, long expiresAt) {
        // The value first: it may be part of what it overwrites.
        value.copyTo(slab, at + keyOffset(header) + keyLength(header));
        LittleEndian.LONG.set(slab, at, header);
        if (expires(header)) {
            setExpiryAt(slab, at, expiresAt);
        }
    }
}
