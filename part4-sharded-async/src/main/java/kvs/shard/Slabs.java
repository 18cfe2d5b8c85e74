package kvs.shard;

import java.util.Arrays;

/**
 * The slabs of a shard: arrays in which entries are appended one after the other and never moved within. It counts the
 * live bytes of each. A slab without live bytes is given back as a whole; one with few is chosen as the <em>victim</em>,
 * from which compaction copies the live entries away.
 *
 * <pre>
 *   position = slab number (19 bits) | offset in units of 8 bytes (17 bits)
 * </pre>
 *
 * <p>No slab has the number 0, so no position is 0. For one thread.
 */
final class Slabs {
    /** 1 MiB with the array's own header: exactly one region of the G1 collector at its smallest. */
    static final int SLAB_BYTES = (1 << 20) - 16;

    static final int POSITION_BITS = 36;

    private static final int OFFSET_BITS = 17;
    private static final long OFFSET_MASK = (1 << OFFSET_BITS) - 1;
    private static final int MAX_SLABS = 1 << (POSITION_BITS - OFFSET_BITS);
    private static final int NONE = 0;
    private static final byte[] NO_BYTES = new byte[0];

    private final int slabBytes;

    /** By slab number: the array, the bytes that are appended and those of them that are live. */
    private byte[][] arrays = new byte[8][];

    private int[] appended = new int[8];
    private int[] live = new int[8];

    /** The numbers of slabs that were given back, and the lowest one that was never used. */
    private int[] freeNumbers = new int[8];

    private int freeCount;
    private int nextNumber = 1;

    /** The slab that entries are appended to. All others are full. */
    private int open = NONE;

    /** An ordinary slab that was given back and is used again first; {@link #NO_BYTES} if there is none. */
    private byte[] spare = NO_BYTES;

    /** The slab that is being compacted, and the offset of the entry that comes next. */
    private int victim = NONE;

    private int victimAt;

    /** Of all full slabs: their lengths, and their live bytes. */
    private long fullBytes;

    private long fullLive;

    Slabs(int slabBytes) {
        this.slabBytes = slabBytes & -SlabEntry.UNIT_BYTES;
        Arrays.fill(arrays, NO_BYTES);
    }

    byte[] array(long position) {
        return arrays[(int) (position >>> OFFSET_BITS)];
    }

    int offset(long position) {
        return (int) (position & OFFSET_MASK) * SlabEntry.UNIT_BYTES;
    }

    long header(long position) {
        return SlabEntry.headerAt(array(position), offset(position));
    }

    boolean hasKey(long position, Slice key) {
        byte[] slab = array(position);
        int at = offset(position);
        long header = SlabEntry.headerAt(slab, at);
        return SlabEntry.keyLength(header) == key.length() && key.sameAs(slab, at + SlabEntry.keyOffset(header));
    }

    /** Returns the {@link KeyHash} of the key at {@code position}. */
    long hash(long position) {
        long header = header(position);
        return KeyHash.of(array(position), offset(position) + SlabEntry.keyOffset(header), SlabEntry.keyLength(header));
    }

    /** Returns the position of {@code size} bytes for a new entry, which is live from now on. Moves no other entry. */
    long allocate(int size) {
        // A large entry has a slab of its own, or else it could leave much of one empty.
        int slab = size > slabBytes / 8 ? add(new byte[size]) : open;
        if (slab == NONE || arrays[slab].length - appended[slab] < size) {
            close();
            slab = open = add(newArray());
        }
        long position = (long) slab << OFFSET_BITS | appended[slab] / SlabEntry.UNIT_BYTES;
        appended[slab] += size;
        live[slab] += size;
        if (slab != open) {
            fullBytes += size;
            fullLive += size;
        }
        return position;
    }

    private byte[] newArray() {
        byte[] array = spare == NO_BYTES ? new byte[slabBytes] : spare;
        spare = NO_BYTES;
        return array;
    }

    /** Closes the open slab, which is full. */
    private void close() {
        if (open != NONE) {
            int closed = open;
            open = NONE;
            fullBytes += arrays[closed].length;
            fullLive += live[closed];
            giveBackIfStale(closed);
        }
    }

    private int add(byte[] array) {
        int number = freeCount > 0 ? freeNumbers[--freeCount] : nextNumber++;
        if (number >= MAX_SLABS) {
            nextNumber = MAX_SLABS;
            throw new IllegalStateException(
                    "the memory of a shard is full: it has " + MAX_SLABS + " slabs; use more shards, or remove keys");
        }
        if (number == arrays.length) {
            int larger = 2 * number;
            arrays = Arrays.copyOf(arrays, larger);
            Arrays.fill(arrays, number, larger, NO_BYTES);
            appended = Arrays.copyOf(appended, larger);
            live = Arrays.copyOf(live, larger);
            freeNumbers = Arrays.copyOf(freeNumbers, larger);
        }
        arrays[number] = array;
        appended[number] = 0;
        live[number] = 0;
        return number;
    }

    /** Notes that the entry of {@code size} bytes at {@code position} is stale. */
    void stale(long position, int size) {
        int slab = (int) (position >>> OFFSET_BITS);
        live[slab] -= size;
        if (slab != open) {
            fullLive -= size;
            giveBackIfStale(slab);
        }
    }

    private void giveBackIfStale(int slab) {
        if (live[slab] > 0) {
            return;
        }
        fullBytes -= arrays[slab].length;
        if (arrays[slab].length == slabBytes) {
            spare = arrays[slab];
        }
        arrays[slab] = NO_BYTES;
        freeNumbers[freeCount++] = slab;
        if (victim == slab) {
            victim = NONE;
        }
    }

    /** Returns whether more than {@code percent} of the bytes in full slabs are stale. */
    boolean isStale(int percent) {
        return (fullBytes - fullLive) * 100 > fullBytes * percent;
    }

    /** Returns whether a victim is being compacted. */
    boolean hasVictim() {
        return victim != NONE;
    }

    /** Chooses the full slab with the most stale bytes as the victim. */
    void chooseVictim() {
        victim = NONE;
        victimAt = 0;
        int most = 0;
        for (int slab = 1; slab < nextNumber; slab++) {
            int stale = arrays[slab].length - live[slab];
            if (slab != open && stale > most) {
                victim = slab;
                most = stale;
            }
        }
    }

    /** Returns the position of the victim's next entry, live or stale, and goes on to the one after it. */
    long nextOfVictim() {
        long position = (long) victim << OFFSET_BITS | victimAt / SlabEntry.UNIT_BYTES;
        victimAt += SlabEntry.size(header(position));
        if (victimAt >= appended[victim]) {
            victimAt = 0;
        }
        return position;
    }

    /** Returns the memory of all slabs, in bytes. */
    long bytes() {
        return fullBytes + (open == NONE ? 0 : arrays[open].length) + spare.length + 16L * arrays.length;
    }
}
