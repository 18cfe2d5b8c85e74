/**
 * Divides the hash as a signed number. In Java, the remainder has the sign of what is divided, so half of the keys get a
 * shard below 0.
 *
 * @sees a negative shard, for hashes whose highest bit is set
 * @probably {@code %} of a negative {@code long} is negative or 0: the hash is an unsigned number here
 */
class Sharding {
    public int shardOf(Slice key) {
        return (int) (key.hash() % shards);
    }
}
