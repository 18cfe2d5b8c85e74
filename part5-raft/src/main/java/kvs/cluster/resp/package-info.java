/**
 * The replicated store for every program that speaks to Redis. <em>How does a pipeline get its replies in order, when each
 * answer comes from a majority of machines?</em>
 *
 * <pre>
 *   client          RespSession                              Requests
 *     | SET a 1  --&gt; RespParser --&gt; SetSlot  --- Write ------&gt; | this node leads: Replication
 *     | SET b 2  --&gt;      "     --&gt; SetSlot  --- Write ------&gt; | it does not: Forwarding, or -NOTLEADER
 *     |              ReplySlots in order     &lt;-- Response ---- |
 *     | &lt;-- +OK +OK ------ RespWriter
 * </pre>
 *
 * <p>Protocol, parser, table of commands and the commands about clients are part 4's ({@code kvs.resp}). What is different is
 * where values come from: not from a shard in this process, but in the answer to a request, in a later turn of the loop.
 *
 * <p><b>Promises.</b> Each request to the store is linearizable: GET, SET, a key of DEL, EXISTS or MGET, a call of SCAN. A
 * connection sees its own commands in their order, pipelined or not. A command that gets TRYAGAIN or NOTLEADER had no effect.
 * After UNKNOWN, and after a lost connection, a write may have happened: RESP has no session in which the store would recognize
 * a repetition.
 *
 * <p><b>Where Redis and this package differ.</b> A command with several keys is not atomic: each key is a request by itself.
 * There is no expiry, no transaction and no publishing. A cursor of SCAN is known to the node that gave it, and SCAN goes
 * through the keys in their order.
 *
 * <p>Reading order: {@code RespSession}, which decides what may run at the same time; {@code ReplySlot} and its kinds; {@code
 * ScanCursors}; {@code StoreErrors}; {@link kvs.cluster.resp.RespSessions}, which the node opens.
 *
 * <p><b>Threads.</b> One: the node's loop.
 */
@NullMarked
package kvs.cluster.resp;

import org.jspecify.annotations.NullMarked;
