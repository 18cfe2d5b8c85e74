/**
 * Clears the sign bit and divides what is left: 63 bits of 64. Kafka defines its partitions like this, and there it is
 * right. Here the highest bit counts.
 *
 * @sees another shard for hashes whose highest bit is set, if the number of shards is no power of two
 * @probably the highest bit of the hash was cleared: it counts, as 2 to the power of 63
 */
class Sharding {
    public int shardOf(Slice key) {
        return (int) ((key.hash() & Long.MAX_VALUE) % shards);
    }
}
