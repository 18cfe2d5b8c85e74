/**
 * Casts the hash to an int before the division. The keys spread as evenly as before, and the result is never negative. But
 * the rule is another one than the documented one.
 *
 * @shipped the store that this part grew from, whose README and code disagree: the code cuts the hash to 32 bits before
 *     the modulo
 * @sees another shard for most keys, if the number of shards is no power of two
 * @probably the hash was cut to 32 bits before the division: cast the remainder, not the hash
 */
class Sharding {
    public int shardOf(Slice key) {
        return Integer.remainderUnsigned((int) key.hash(), shards);
    }
}
