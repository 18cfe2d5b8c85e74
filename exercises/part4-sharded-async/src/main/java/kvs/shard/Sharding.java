package kvs.shard;

/**
 * Decides which shard owns a key.
 *
 * <p>The answer for a key depends on its bytes and the number of shards alone: it is the same on each machine and after
 * each start. Data on disk is split by it, so it must never change.
 *
 * @param shards the number of shards, 1 to {@value #MAX_SHARDS}
 */
public record Sharding(int shards) {
    /** More shards than a machine has cores gain nothing. */
    public static final int MAX_SHARDS = 1024;

    /** @throws IllegalArgumentException if {@code shards} is out of range */
    public Sharding {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException(
                    "cannot split keys over " + shards + " shards: use a number from 1 to " + MAX_SHARDS);
        }
    }

    /**
     * Returns the number of the shard that owns {@code key}, from 0 to {@code shards - 1}: the remainder of its 64-bit
     * {@linkplain Slice#hash() hash}, as an unsigned number, divided by the number of shards.
     *
     * <p>With 3 shards, a key of hash 7 is in shard 1; a key of hash {@code 0xffffffffffffffff}, which Java prints as
     * -1, is in shard 0, since 18446744073709551615 is 3 × 6148914691236517205.
     *
     * @exercise 4.1
     */
    public int shardOf(Slice key) {
        throw new UnsupportedOperationException("exercise 4.1: not written yet");
    }
}
