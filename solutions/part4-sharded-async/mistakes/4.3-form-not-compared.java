import org.jspecify.annotations.Nullable;

/**
 * Returns the shard's batch whatever its form of replies is. After HELLO 3 in the middle of a pipeline, the client gets a reply in
 * the old form.
 *
 * @sees a reply of RESP2 after HELLO 3
 * @probably the form of the batch is not compared with the client's: replies after HELLO would have the old form
 */
class Round {
    @Nullable
    ShardBatch batchFor(int shard) {
        ShardBatch batch = batches[shard];
        if (batch == null) {
            batch = home.takeBatch();
            batch.open(this, workers.get(shard), form.get());
            batches[shard] = batch;
            used.set(shard);
        }
        return batch;
    }
}
