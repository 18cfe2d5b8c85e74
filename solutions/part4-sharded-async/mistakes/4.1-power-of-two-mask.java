/**
 * Takes the lowest bits of the hash with a mask. That is the remainder if the number of shards is a power of two. With 3
 * shards the mask is 2, and shard 1 never owns a key.
 *
 * @sees another shard if the number of shards is no power of two, and shards without keys
 * @probably a mask gives the remainder only if the number of shards is a power of two
 */
class Sharding {
    public int shardOf(Slice key) {
        return (int) key.hash() & shards - 1;
    }
}
