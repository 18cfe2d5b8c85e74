package kvs.sharded;

import java.util.List;
import kvs.net.Pool;
import kvs.resp.RespWriter;
import kvs.shard.Keyspace;
import org.jspecify.annotations.Nullable;

/**
 * An event loop's thread with its shard, and what its connections share: batches, memory and a writer for replies, and a
 * window.
 *
 * <p>For the loop's thread.
 */
final class Worker {
    /** The number of batches that are kept for later. */
    private static final int MAX_POOLED = 256;

    /** The most memory of all of them together. */
    private static final long MAX_POOLED_BYTES = 16 << 20;

    private final Mail mail;
    private final Shard shard;
    private final Pool<ShardBatch> pool = new Pool<>(MAX_POOLED, MAX_POOLED_BYTES, ShardBatch::memory);
    private final ReplyBuffers replyBuffers = new ReplyBuffers();
    private final RespWriter writer = new RespWriter();
    private final Window window = new Window();

    Worker(int index, Mail mail, Keyspace keyspace, List<Keyspace> all, @Nullable Committer committer) {
        this.mail = mail;
        this.shard = new Shard(index, keyspace, all, committer, this);
    }

    /** Lets the thread of {@code to}, which may be this one, run a message, later and in order. */
    void send(Worker to, Runnable message) {
        mail.send(to, message);
    }

    Shard shard() {
        return shard;
    }

    /** Returns the loop's writer. */
    RespWriter writer() {
        return writer;
    }

    /** Returns the loop's window, for one session after the other. */
    Window window() {
        return window;
    }

    /** Returns the loop's memory for replies. */
    ReplyBuffers replyBuffers() {
        return replyBuffers;
    }

    /** Returns an empty batch. */
    ShardBatch takeBatch() {
        ShardBatch batch = pool.poll();
        return batch == null ? new ShardBatch(this) : batch;
    }

    /** Takes back a batch that has come home. */
    void giveBack(ShardBatch batch) {
        batch.reset();
        if (!pool.offer(batch)) {
            batch.shrink();
            pool.offer(batch);
        }
    }

    /** Returns the number of batches that wait for their next use. */
    int pooled() {
        return pool.size();
    }
}
