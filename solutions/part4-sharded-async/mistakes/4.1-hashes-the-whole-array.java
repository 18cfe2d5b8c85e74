/**
 * Hashes all bytes of the array in which the key lies. The array is the read buffer of a loop: the shard depends on the
 * command, and on what else has arrived.
 *
 * @sees another shard for a key in the middle of a request; the right one if the key fills its array
 * @probably the whole array was hashed: a slice is a part of its array, and {@code hash()} is the hash of that part
 */
class Sharding {
    public int shardOf(Slice key) {
        return (int) Long.remainderUnsigned(KeyHash.of(key.array(), 0, key.array().length), shards);
    }
}
