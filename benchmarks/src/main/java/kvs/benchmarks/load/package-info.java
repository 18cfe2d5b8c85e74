/**
 * How fast does a server answer, and how long does the unluckiest client wait? This is {@code kvs-bench}: many clients
 * that ask as fast as they are answered, and a record of how long each answer took.
 *
 * <pre>
 *                        Load: what to ask, and how much of it
 *                          |
 *   Bench ── options ──▶ Run ── connects, starts ──▶ Loop (a thread)  ──▶ Tally ──▶ Measurement ──▶ Report
 *                                                     |  selector                                   text, JSON, SVG
 *                                                     +─▶ Connection ── LoadProtocol ──▶ server
 *                                                     +─▶ Connection        ...
 * </pre>
 *
 * <p><b>What is measured.</b> Each connection writes a batch of requests ({@code --pipeline}), waits until the last of
 * them is answered, and writes the next. The time of a request runs from just before its batch is written until the
 * read that brought its answer has returned.
 *
 * <p>That is a <em>closed loop</em>: a client that waits asks nothing meanwhile. When the server stops for a second, 50
 * clients notice 50 slow requests; people who had come at a steady rate would have noticed thousands. This is known as
 * coordinated omission (Gil Tene, HdrHistogram). So a percentile here is one of <em>the requests that were made</em>,
 * good for comparing two servers under the same load, and no promise to users who arrive at a rate of their own. The
 * maximum is what to look at for pauses.
 *
 * <p><b>Who is the bottleneck?</b> A generator that cannot keep up measures itself. Two figures guard against that: the
 * share of its core that each run kept busy, and {@code --self-test}, which runs the same load against a {@link
 * kvs.benchmarks.load.Yardstick}, a server that does nothing but answer.
 *
 * <p>Reading order: {@code Load}, {@code LoadProtocol}, {@code Connection}, where the clock is read, {@code Loop},
 * {@code Run}, {@code Bench}.
 *
 * <p><b>Threads.</b> A loop, its connections and its tally belong to one thread; loops share nothing but the wish to
 * stop. {@code Run} reads the tallies when the loops have ended; before that, only the count for the progress line.
 *
 * <p><b>Left out on purpose.</b> No rate to hold (an open loop), no TLS, no commands but GET and SET, no cluster, no
 * reconnect: a server that closes a connection has failed the run.
 */
@NullMarked
package kvs.benchmarks.load;

import org.jspecify.annotations.NullMarked;
