/**
 * The Redis protocol and its commands, without sockets. <em>How do bytes become a command, and a command become bytes
 * again, when a stock client is on the other side?</em>
 *
 * <pre>
 *    bytes of a client                                                     bytes of the answer
 *          |                                                                        ^
 *      RespParser                                                               RespWriter
 *          |                                                                        |
 *      Arguments ---- word 0 ----&gt; CommandTable ----&gt; CommandSpec                Replies
 *      words in place                                 arity, keys, Routing          ^
 *          |                                              |                         |
 *          +-----------------------------------------&gt; Handler ---------------------+
 *                                                     OnKeys    a Database of kvs.shard
 *                                                     OnClient  Client, ServerView, PubSub
 *                                                     OnBoth
 * </pre>
 *
 * <p>The protocol, version 2; version 3 adds types of replies, which {@link kvs.resp.RespReader} lists:
 *
 * <pre>
 *   request := '*' number CRLF word*number | a line that a person types
 *   word    := '$' number CRLF byte*number CRLF
 *   reply   := '+' text CRLF | '-' error CRLF | ':' number CRLF
 *            | '$' number CRLF byte*number CRLF | '$-1' CRLF
 *            | '*' number CRLF reply*number | '*-1' CRLF
 * </pre>
 *
 * GET foo, and the answer "bar":
 *
 * <pre>
 *   *2 CRLF $3 CRLF GET CRLF $3 CRLF foo CRLF
 *   $3 CRLF bar CRLF
 * </pre>
 *
 * <p>Reading order, first the way in: {@link kvs.resp.Arguments}, the words; {@link kvs.resp.RespParser}, which finds
 * them ({@code Lines}, its progress; {@code InlineWords}, what a person types; {@link kvs.resp.Numbers}; {@link
 * kvs.resp.RespLimits}). Then what a command is: {@link kvs.resp.CommandSpec}, {@link kvs.resp.Handler}, {@link
 * kvs.resp.Routing}, {@link kvs.resp.CommandTable}. Then the commands, a file for each family, a small method for each
 * command: {@code StringCommands}, {@code KeyCommands}, {@code ConnectionCommands}, {@code ServerCommands}, {@code
 * TransactionCommands}, {@code PubSubCommands}. What they work on beside the keys: {@link kvs.resp.Client}, {@link
 * kvs.resp.PubSub}, {@link kvs.resp.ServerView}. The way out: {@link kvs.resp.Replies} and {@link kvs.resp.RespWriter}.
 * Last the other side, for clients and tests: {@link kvs.resp.RespRequests}, {@link kvs.resp.RespReader}, {@link
 * kvs.resp.RespValue}.
 *
 * <p><b>Two rules.</b> The parser reads each byte of a command once and never copies it: it continues where it stopped, and
 * words stay in the buffer that they arrived in. And no memory is allocated for an announced length: memory grows with the
 * bytes that have arrived, up to a limit with a name.
 *
 * <p><b>Where Redis and this package differ.</b> Redis does not look at the two bytes after a word; here they must be
 * CRLF, since a client that miscounts would otherwise have its data read as commands. Redis accepts any byte after the
 * CR of a line with a length; here it must be LF. In inline commands, in the cursor of SCAN and in
 * the values of settings NUL is a byte like any other. A message that EXEC
 * publishes to its own client is inside of the array that answers EXEC in Redis 7.0, which then has more elements than it
 * announces; here it follows the answer, in the version of the protocol that the client has by then.
 *
 * <p><b>Threads.</b> A parser, a writer and the words belong to one thread at a time. A handler runs on the thread that
 * its kind names, and knows of no other: it is plain single-threaded code. {@link kvs.resp.PubSub} and {@link
 * kvs.resp.ServerView} may be called from any thread.
 *
 * <p><b>Left out on purpose.</b> Types of values other than strings, scripts, users and passwords, more than one
 * database, replication; strings and arrays of unknown length in replies, which no server sends.
 */
@NullMarked
package kvs.resp;

import org.jspecify.annotations.NullMarked;
