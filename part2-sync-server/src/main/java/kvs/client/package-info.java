/**
 * The client. <em>When is a call over, and what does its caller know when it fails?</em>
 *
 * <pre>
 *   get(foo)
 *     |
 *   Command ---codec---> bytes ===one write===>
 *                                                server
 *   Response <--decoder-- bytes <==n reads=====
 *     |
 *   Answers     does this response answer that command?
 *     |
 *   "bar"       or: not found; an error; no answer
 * </pre>
 *
 * <p>A call ends in one of four ways. The answer arrives. The server answers with an error ({@link
 * kvs.client.ServerException}): it could not carry out the request. The bytes do not answer the request ({@link
 * kvs.client.ProtocolException}). Or no answer arrives: the connection ends, or the call time is over. In the last two
 * cases the request may or may not have been carried out, and only the caller can decide whether to send it again. So
 * the client repeats no request by itself.
 *
 * <p>Reading order: {@link kvs.client.KvClient}; {@link kvs.client.Answers}; {@link kvs.client.ClientOptions}.
 *
 * <p><b>Threads.</b> One thread at a time may use a client: it is one connection, and answers arrive in order. A
 * program with many threads has many clients, or a lock.
 *
 * <p><b>Left out on purpose.</b> Pools of connections, retries, more than one server (part 5).
 */
@NullMarked
package kvs.client;

import org.jspecify.annotations.NullMarked;
