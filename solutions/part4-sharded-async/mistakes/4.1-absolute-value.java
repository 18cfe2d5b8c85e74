/**
 * Takes the absolute value of the hash. It is another number, with another remainder; and the lowest {@code long} has no
 * absolute value, so that even the sign is not safe.
 *
 * @shipped Apache Storm (STORM-1481) and Apache Pinot (pull request 8221), whose partition was negative for the one hash
 *     that has no absolute value
 * @sees another shard for some hashes whose highest bit is set
 * @probably an absolute value is another number, with another remainder: read the same 64 bits as an unsigned number
 */
class Sharding {
    public int shardOf(Slice key) {
        return (int) (Math.abs(key.hash()) % shards);
    }
}
