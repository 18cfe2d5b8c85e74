/**
 * A blocking server. <em>Which client may make which thread wait, and for how long?</em>
 *
 * <pre>
 *   client A ===socket===  Connection A   (a thread)  --+
 *   client B ===socket===  Connection B   (a thread)  --+--> KvEngine
 *   client C ===socket===  Connection C   (a thread)  --+
 *                              |
 *                        Conversation     read, decode, run, reply; one step at a time
 *                              |
 *                          Deadline       what the connection waits for, and until when
 *                              ^
 *                          kvs-watch      one thread that ends connections past their deadline
 * </pre>
 *
 * <p>A blocking read is the simplest way to write a server, and the thread that waits in it can do nothing else. So
 * each wait that a client can cause has a limit ({@link kvs.server.ServerLimits}), and a separate thread enforces it:
 * the thread that waits cannot. {@link kvs.server.ThreadModel} alone decides how many threads there are and which
 * connection waits for one.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.server.Conversation}: one connection without a socket, and at its centre {@link
 *       kvs.server.CommandHandler}.
 *   <li>{@link kvs.server.Connection} and {@link kvs.server.Server}: sockets, threads, and how they end.
 *   <li>{@link kvs.server.ThreadModel}: one thread, a pool, virtual threads.
 *   <li>{@link kvs.server.Deadline}, {@link kvs.server.LingeringClose}, {@link kvs.server.ConnectionRejector}: limits,
 *       and how a client learns of one.
 *   <li>{@link kvs.server.Address}, {@link kvs.server.ErrorLine}: what an operator writes and reads.
 * </ol>
 *
 * <p><b>Threads.</b> A conversation belongs to its connection's thread. Other threads stop a connection or enforce its
 * deadline. Any thread may call a server. All connections share the engine.
 *
 * <p><b>Stopping</b> goes from the outside in: the port, the connections, the engine; then the client that sent
 * SHUTDOWN gets its answer. What was acknowledged to a client has been done before the engine is flushed. A request
 * that has not arrived completely is dropped without an answer.
 *
 * <p><b>Left out on purpose.</b> Event loops and shards (part 4). Encryption and passwords: a server listens on the
 * loopback address unless told otherwise. Fairness between the requests of different clients, beyond what the scheduler
 * of the threads gives.
 */
@NullMarked
package kvs.server;

import org.jspecify.annotations.NullMarked;
