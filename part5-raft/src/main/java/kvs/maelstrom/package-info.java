/**
 * The store under Jepsen's own checker. <em>Does a second opinion, from a tool that knows nothing of this book, agree that the
 * store is linearizable?</em>
 *
 * <p>Maelstrom starts one process per node, plays the network between them over their standard streams, sends the requests
 * of its clients, and checks what the clients saw. This package is the process: the {@link kvs.raft.kv.Replica} of this part,
 * unchanged, between a reader of JSON lines and a writer of them. {@code docs/maelstrom.md} says how to run it.
 *
 * <pre>
 *   standard input                                                        standard output
 *        | one JSON object per line                                             ^
 *        v                                                                      |
 *   reader thread --&gt; queue --&gt; +--------------- loop thread ---------------+   |
 *                               |  Adapter: init, raft, forward, requests   | --+
 *                     timer --&gt; |     |                           ^         |
 *                               |     v                           |         |
 *                               |  Driver: a Replica, and the snapshots     | --&gt; standard error: notes
 *                               |          that it has taken or received    |
 *                               +-------------------------------------------+
 * </pre>
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.maelstrom.Adapter}: what each message does. It has no thread, no clock and no stream.
 *   <li>{@code ClientRequest} and {@code ErrorCode}: the workload {@code lin-kv}, and which answers are certain.
 *   <li>{@code Driver}: carries out the turns of a replica, as {@link kvs.raft.Effects} demands.
 *   <li>{@link kvs.maelstrom.KvsMaelstrom}: the two threads.
 * </ol>
 *
 * <p><b>Threads.</b> The reader thread only reads lines. Everything else happens on the loop thread.
 *
 * <p><b>No disk.</b> Maelstrom does not restart its nodes, so nothing would ever be read from a disk: a write counts as durable
 * when it is issued. What depends on forces, torn records and restarts is for {@code kvs.sim} to test.
 *
 * <p><b>Left out on purpose.</b> Changes of the membership: Maelstrom's are fixed. Sessions: Maelstrom's clients never repeat a
 * request. Messages that arrive twice: Maelstrom delays and loses messages and delivers none twice, and a {@code forward}
 * that arrived twice would be carried out twice. A limit on the length of a line, since both ends of the streams belong to
 * the same user.
 */
@NullMarked
package kvs.maelstrom;

import org.jspecify.annotations.NullMarked;
