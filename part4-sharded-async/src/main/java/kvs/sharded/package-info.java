/**
 * The sharded server. <em>How do many cores serve one store without waiting for each other?</em>
 *
 * <pre>
 *   connection ──▶ loop 0                        loop 1
 *                  session: parse, look           |
 *                  router: whose key is it? ──────┼──▶ shard 1    a batch for each read and shard
 *                    │                            |
 *                  shard 0, run in place          |
 *                    │                            |
 *                  reply slots ◀──────────────────┘               the batch comes back with replies
 *                    │ in order
 *                  connection
 * </pre>
 *
 * <p>Each loop owns a shard of the keys, and no other thread touches them: no lock, and no cache line that two cores fight for.
 * A loop that needs something from another sends it a message. A transaction <em>holds</em> the shards that it needs, and then runs as
 * if there were one thread.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.sharded.RespSession}: from bytes to commands. {@link kvs.sharded.CodecSession}: the protocols of part 1.
 *   <li>{@link kvs.sharded.ShardRouter}: the decision which thread runs a command. {@link kvs.sharded.Round}, {@link
 *       kvs.sharded.ShardBatch}, {@link kvs.sharded.ReplySlots}: out and back, in order.
 *   <li>{@link kvs.sharded.Shard}: one shard's work, in order. {@link kvs.sharded.Hold}: several shards at once.
 *       {@link kvs.sharded.Committer}: changes on their way to the disk.
 *   <li>{@link kvs.sharded.ShardedServer}, {@link kvs.sharded.ShardedFront}: what is started, and stopped. {@link
 *       kvs.sharded.Inbox}: published messages on their way to a subscriber.
 *   <li>For comparison: {@link kvs.sharded.LockRouter} with {@link kvs.sharded.Stripes}, on loops ({@link
 *       kvs.sharded.StripedFront}) or on virtual threads ({@link kvs.sharded.ThreadedFront}).
 * </ol>
 *
 * <p><b>Threads.</b> A connection belongs to a loop, a shard belongs to a loop, and both are used by that loop's thread only.
 * Batches and holds pass from loop to loop through mailboxes, which hand over what they carry. The one exception: while a
 * transaction holds a shard, the holder's thread uses its keys.
 *
 * <p><b>On disk.</b> A shard's changes are written and forced beside its loop, those of one turn or more together, and the
 * replies that depend on them wait ({@link kvs.sharded.Committer}): a slow disk delays no other client. Each shard does so by
 * itself. A transaction is atomic for every client, but a power failure before its reply may leave the changes of only some of
 * its shards on disk.
 *
 * <p><b>Left out on purpose.</b> A commit of several shards as one, which would need a log of transactions. Moving shards between
 * loops, and a number of shards that changes while the server runs. Replicas (part 5). io_uring, which the JDK does not have.
 * Pinning threads to cores: the operating system does that well enough here.
 */
@NullMarked
package kvs.sharded;

import org.jspecify.annotations.NullMarked;
