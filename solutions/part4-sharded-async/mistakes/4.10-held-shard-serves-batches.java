/**
 * Runs a batch when it arrives, whether a transaction holds the shard or not. Another client sees half of the transaction; and
 * in a real server two threads use the same map.
 *
 * @sees half of an EXEC, and commands that run on a shard that is held
 * @probably a batch runs although the shard is held: submit has to look at the holder
 */
class Shard {
    void submit(ShardBatch batch) {
        execute(batch);
    }
}
