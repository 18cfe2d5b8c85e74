package kvs.shard;

/**
 * Gives back the room of stale entries, one entry at a time: copies the live entries of the stalest slab to the newest one.
 * When the slab has no live entry left, {@link Slabs} gives it back.
 *
 * <p>Compaction ends. A slab is chosen only while more than a third of all bytes are stale, so the slab with the most
 * stale bytes is at least a third stale, and moving its live entries leaves fewer stale bytes. So slabs take at most half
 * as much memory again as the live entries.
 *
 * <p>For one thread.
 */
final class SlabCompaction {
    /** Compaction starts in spare time when more than this share is stale. */
    static final int STALE_PERCENT = 33;

    /** Changes pay for compaction themselves when more than this share is stale: there is too little spare time. */
    private static final int URGENT_PERCENT = 45;

    /** What a change pays: for each byte that it writes or makes stale, compaction passes this number of bytes. */
    private static final int BYTES_PER_BYTE = 4;

    private final Slabs slabs;
    private final SlabIndex index;

    SlabCompaction(Slabs slabs, SlabIndex index) {
        this.slabs = slabs;
        this.index = index;
    }

    /** Returns whether there are enough stale bytes, or a slab has been begun. */
    boolean isDue() {
        return slabs.hasVictim() || slabs.isStale(STALE_PERCENT);
    }

    /** Keeps up with a change that has written {@code size} bytes, or made them stale. */
    void pay(int size) {
        long left = (long) BYTES_PER_BYTE * size;
        while (left > 0 && slabs.isStale(URGENT_PERCENT)) {
            left -= Math.max(SlabEntry.UNIT_BYTES, step());
        }
    }

    /**
     * Looks at the next entry of the victim; there is one, since compaction {@linkplain #isDue is due}. An entry is live if
     * the index has a slot with its prefix and position. A live entry is copied to newly allocated room, its slot is replaced
     * and its old room becomes stale. A stale entry is left alone: its bytes have been counted already. Returns the
     * entry's size.
     *
     * @exercise 4.9
     */
    int step() {
        throw new UnsupportedOperationException("exercise 4.9: not written yet");
    }
}
