/**
 * The client of a cluster. <em>When is a call over, and what does its caller know when it fails?</em>
 *
 * <pre>
 *   set(k, v)
 *     │                SessionPool    the write's session and number: by them the cluster recognizes a repetition
 *     ▼
 *   ClusterCall ─────▶ Members        which node leads, which others there are
 *     │   ▲
 *     │   └─ not the leader, busy, no answer: another attempt, until the Deadline
 *     ▼
 *   NodeConnection ══▶ node           many requests on their way, each answer found by its request's id
 * </pre>
 *
 * <p>A call ends in one of four ways. The answer arrives. A node says that the request is not valid ({@link
 * kvs.cluster.client.RejectedException}). The time is over, and no attempt had an effect ({@link
 * kvs.cluster.client.UnavailableException}). Or an attempt was sent, and its outcome is unknown ({@link
 * kvs.cluster.client.MayHaveHappenedException}).
 *
 * <p>What a client may do after a lost answer decides whether a write happens twice. A read is asked again. So is a
 * write in a session: every attempt has the same number, and the cluster applies that number once. Any other write is
 * sent once. And if the session expires between two attempts, the client cannot know whether the first one was
 * applied, so it says so, and does not try in a new session.
 *
 * <p>Reading order: {@link kvs.cluster.client.ClusterClient}, what a program calls; {@code ClusterCall}, where all
 * decisions are made; {@code SessionPool} and {@code ClientSession}; {@code Members}; {@code StreamConnection}, which
 * alone knows about sockets.
 *
 * <p><b>Threads.</b> A client serves any number of threads. Each waits for its own answer; a thread for each
 * connection reads, and completes the answers; one thread ends the waits that take too long ({@code TimeLimits}).
 *
 * <p><b>Left out on purpose.</b> Reads from the nearest follower with a bound on their age; batches of writes; TLS.
 */
@NullMarked
package kvs.cluster.client;

import org.jspecify.annotations.NullMarked;
