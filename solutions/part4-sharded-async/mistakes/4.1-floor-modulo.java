/**
 * Takes the floor modulus, which is never negative. It still reads the hash as a signed number: 2 to the power of 64 less
 * than the unsigned one. Only for powers of two the remainder is the same.
 *
 * @sees another shard for hashes whose highest bit is set, if the number of shards is no power of two
 * @probably {@code floorMod} reads the hash as a signed number: it is never negative, but it is another remainder
 */
class Sharding {
    public int shardOf(Slice key) {
        return Math.floorMod(key.hash(), shards);
    }
}
