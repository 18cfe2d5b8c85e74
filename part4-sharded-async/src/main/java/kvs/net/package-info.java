/**
 * Event loops. <em>How does one thread serve thousands of clients, and no client keep the others waiting?</em>
 *
 * <pre>
 *   clients ===port=== Acceptor
 *                         |  a connection goes to the loop with the fewest
 *            +------------+------------+
 *            v                         v
 *       EventLoop 0  --messages--&gt;  EventLoop 1        one thread each
 *         Selector   &lt;--messages--    Selector
 *         Mailbox                     Mailbox             bounded; wakes a loop only if it sleeps
 *         Timers                      Timers              on a Clock
 *         Buffers                     Buffers             lent to connections with something unfinished
 *            |
 *            +-- Connection -- Wire          socket and key: partial writes
 *            |       |    \-- Backpressure  how much output may wait for the client
 *            |    Session                    the protocol: bytes in, bytes out
 *            +-- Connection
 *            +-- …
 * </pre>
 *
 * <p>A blocking thread per client (part 2) waits where the client makes it wait. A loop never waits for one client: it
 * asks the kernel which of its sockets can do something, does a bounded piece of work for each, and asks again. What a
 * thread kept on its stack, a connection keeps in a field: its state, the start of a request whose end has not arrived,
 * the rest of an answer that the kernel has not taken. So each of these needs a limit ({@link kvs.net.NetLimits}).
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.net.EventLoop}: what a turn is.
 *   <li>{@link kvs.net.Session} and {@link kvs.net.Connection}: the states of one client.
 *   <li>{@link kvs.net.Wire} and {@link kvs.net.Backpressure}: the two decisions about output.
 *   <li>{@link kvs.net.Mailbox}: how loops talk, and how none of them sleeps through a message.
 *   <li>{@link kvs.net.Acceptor}: how connections come to the loops, and what happens to those above the limit.
 *   <li>{@link kvs.net.Input}, {@link kvs.net.Buffers}, {@link kvs.net.Pool}, {@link kvs.net.Timers}: what saves memory and
 *       time.
 * </ol>
 *
 * <p><b>Threads.</b> A connection, its session, and everything that they touch belong to one loop's thread. Other
 * threads talk to a loop by {@link kvs.net.EventLoop#offer} alone. So there is no lock, and no field is volatile except
 * those by which a loop is told to stop.
 *
 * <p><b>Memory.</b> A loop has one buffer for reading and one for the kernel. A connection borrows a buffer for a
 * request that has not arrived completely, and another for output that is not sent, and gives each back when it is
 * empty: 10,000 idle connections hold none. Turns allocate nothing.
 *
 * <p><b>Stopping</b> goes from the outside in: the port ({@link kvs.net.Acceptor#close}), the connections, and then, all
 * together, the loops ({@link kvs.net.EventLoop#stopAll}).
 *
 * <p><b>Left out on purpose.</b> Encryption. Outgoing connections that are not connected yet: a caller connects, and
 * hands over the channel. Moving a connection to another loop when the loads differ. io_uring: it gains little where a
 * turn handles many requests at once.
 */
@NullMarked
package kvs.net;

import org.jspecify.annotations.NullMarked;
