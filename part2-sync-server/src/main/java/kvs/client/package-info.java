/**
 * The other end. <em>When is a call over, and what do we know if it does not end well?</em>
 *
 * <pre>
 *   get(foo)
 *     |
 *   Command ---codec---> bytes ===one write===>
 *                                                server
 *   Response <--decoder-- bytes <==n reads=====
 *     |
 *   Answers     is this an answer to that?
 *     |
 *   "bar"       or: nothing there; the server says no; nobody knows
 * </pre>
 *
 * <p>A call has four ends. The answer is there. The server says that it could not do it ({@link
 * kvs.client.ServerException}), and did not. The bytes are no answer ({@link kvs.client.ProtocolException}). Or the
 * answer does not come: the connection ends, or the time is over. In the last two, what was asked may or may not have
 * happened, and only the caller can tell whether asking again does harm. So nothing here is repeated on its own.
 *
 * <p>To be read in this order: {@link kvs.client.KvClient}; {@link kvs.client.Answers}; {@link
 * kvs.client.ClientOptions}.
 *
 * <p><b>Threads.</b> A client is for one thread at a time: it is one connection, and answers come in order. A program
 * with many threads has many clients, or a lock.
 *
 * <p><b>Left out on purpose.</b> Pools of connections, retries, more than one server (part 5).
 */
@NullMarked
package kvs.client;

import org.jspecify.annotations.NullMarked;
