package kvs.sharded;

/** Sends batches, and waits for their replies. */
interface BatchOwner {

    /** Takes an answered batch back. The connection's loop calls it. */
    void answered(ShardBatch batch);
}
