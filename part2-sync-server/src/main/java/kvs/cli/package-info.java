/**
 * The command lines of {@code kvs-server} and {@code kvs-client}. <em>What does an operator type, and what does the
 * program answer?</em>
 *
 * <pre>
 *   words ──picocli──▶ KvsServer ──▶ Engines.open, Server.start ... Server.awaitStopped
 *                  └─▶ KvsClient ──▶ KvClient.connect, one call
 *                          │
 *                NetworkProgram: address and protocol
 *                       Program: one line for a failure, and the exit code
 * </pre>
 *
 * <p>Reading order: {@code Program}, the rules of all programs; {@code Arguments} and {@code StandardOutput}, its input and
 * its output; {@code NetworkProgram}, the options of these two; {@code KvsServer}; {@code KvsClient}.
 *
 * <p>Exit codes: 0 success, 1 failure, 2 wrong usage, 3 out of memory, 141 if the reader of standard output has gone. A
 * failure is one line on standard error, {@code error:} and the chain of causes; {@code --verbose} adds the stack trace. A
 * program checks all its arguments before it opens, binds or sends anything.
 *
 * <p><b>Threads.</b> A program has one thread, until the server starts its own.
 */
@NullMarked
package kvs.cli;

import org.jspecify.annotations.NullMarked;
