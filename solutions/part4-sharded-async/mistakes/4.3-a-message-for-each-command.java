import org.jspecify.annotations.Nullable;

/**
 * Has room for one command in a batch: the next one for the same shard waits for the next round. The replies are right, and each
 * command costs a message there and a message back.
 *
 * @shipped a published server of this kind: its benchmark took one second on one thread and seven on eight
 * @sees as many messages as commands
 * @probably each command gets a message of its own: later commands for a shard belong into the batch that it has already
 */
class Round {
    @Nullable
    ShardBatch batchFor(int shard) {
        if (batches[shard] != null) {
            return null;
        }
        ShardBatch batch = home.takeBatch();
        batch.open(this, workers.get(shard), form.get());
        batches[shard] = batch;
        used.set(shard);
        return batch;
    }
}
