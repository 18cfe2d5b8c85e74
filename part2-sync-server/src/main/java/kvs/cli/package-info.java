/**
 * What does a person type, and what comes back? The command lines of {@code kvs-server} and {@code kvs-client}.
 *
 * <pre>
 *   words ──picocli──▶ KvsServer ──▶ Engines.open, Server.start ... Server.awaitStopped
 *                  └─▶ KvsClient ──▶ KvClient.connect, one call
 *                          │
 *                NetworkProgram: address and protocol
 *                       Program: one line for a failure, and the exit code
 * </pre>
 *
 * <p>Reading order: {@code Program} has the rules that all programs keep, {@code NetworkProgram} what these two share; {@code
 * KvsServer}; {@code KvsClient}.
 *
 * <p>Exit codes: 0 done, 1 it failed, 2 the words make no sense. A failure is one line on standard error, {@code error:} and
 * the chain of causes; {@code --verbose} adds the stack trace. Nothing is opened, bound or sent before all words have been
 * understood.
 *
 * <p>One thread. The server's own begin when it starts.
 */
@NullMarked
package kvs.cli;

import org.jspecify.annotations.NullMarked;
