/**
 * A server that blocks. <em>Who may make whom wait, and for how long?</em>
 *
 * <pre>
 *   client A ===socket===  Connection A   (a thread)  --+
 *   client B ===socket===  Connection B   (a thread)  --+--> KvEngine
 *   client C ===socket===  Connection C   (a thread)  --+
 *                              |
 *                        Conversation     read, decode, run, reply; one step at a time
 *                              |
 *                          Deadline       what it waits for, and until when
 *                              ^
 *                          kvs-watch      one thread that ends what has taken too long
 * </pre>
 *
 * <p>A blocking read is the simplest way to write a server, and the thread that waits in it cannot do anything else.
 * Hence everything a peer can make us wait for has a limit ({@link kvs.server.ServerLimits}), and somebody else keeps
 * the time: the thread that waits cannot. How many threads there are, and who waits for them, is {@link
 * kvs.server.Concurrency}'s only business; no other class knows.
 *
 * <p>To be read in this order:
 *
 * <ol>
 *   <li>{@link kvs.server.Conversation}: what the part is about, without a socket. {@link kvs.server.Dispatch} is in
 *       the middle of it.
 *   <li>{@link kvs.server.Connection} and {@link kvs.server.Server}: sockets, threads, and how they end.
 *   <li>{@link kvs.server.Concurrency}: one thread, a pool, virtual threads.
 *   <li>{@link kvs.server.Deadline}, {@link kvs.server.Farewell}, {@link kvs.server.Refusals}: what strangers do.
 *   <li>{@link kvs.server.Address}, {@link kvs.server.ErrorLine}: what people write and read.
 * </ol>
 *
 * <p><b>Threads.</b> A conversation belongs to its connection's thread. A connection is told to stop, and to hurry, by
 * others. A server may be called by anybody. The engine is shared by all.
 *
 * <p><b>Stopping</b> goes from the outside in: the port, the connections, the engine; then whoever asked for it is told.
 * What a client has been told was done has been done, before the engine is flushed. A request of which a part had not
 * yet arrived is dropped, unanswered.
 *
 * <p><b>Left out on purpose.</b> Event loops and shards (part 4). Encryption and passwords: a server listens on the
 * loopback address unless told otherwise. Fairness between the requests of one client and those of another, beyond
 * what the scheduler of the threads gives.
 */
@NullMarked
package kvs.server;

import org.jspecify.annotations.NullMarked;
