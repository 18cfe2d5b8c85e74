/**
 * Histories of many clients. <em>Clients called a store at the same time: can what they saw have come from a store that does one
 * thing after the other?</em>
 *
 * <pre>
 *   Recorder --&gt; History of Operation&lt;Call&gt;       what clients asked, what they were answered, and when
 *                   |                |
 *                   v                v
 *                Checker        ClientOracle        simple rules, never undecided
 *                   |  one key at a time, in rounds
 *                   v
 *                Search -- LookAhead -- Model       Register: one key
 *                   |
 *                   v
 *                Verdict: Linearizable | Violation | Unknown
 *                              |
 *                              v
 *                            Window -- Picture      the shortest part that cannot be explained
 * </pre>
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.history.Operation} and {@link kvs.history.History}, of part 3; {@link kvs.history.Call}: what is recorded.
 *   <li>{@link kvs.history.Model} and {@link kvs.history.Register}: what is right.
 *   <li>{@link kvs.history.Search}: the algorithm; it is the exercise. {@link kvs.history.LookAhead}: what makes it fast.
 *   <li>{@link kvs.history.Checker}: keys in rounds.
 *   <li>{@link kvs.history.Window}: what a violation looks like.
 *   <li>{@link kvs.history.ClientOracle}: the second opinion.
 * </ol>
 *
 * <p><b>Without an answer.</b> A client that gets none does not know whether its write has happened. Neither does the checker: such
 * an operation may happen at any moment after its invocation, or never. That makes a check hard, since it never ends.
 *
 * <p><b>What is decided.</b> To check a history is NP-complete (Gibbons and Korach, 1997). Keys that few clients use at a time take a
 * few steps for each operation. A key on which dozens of clients set and delete at the same time can spend any budget; the
 * verdict is then unknown, and a test that gets it fails.
 *
 * <p><b>Left out on purpose.</b> Operations on several keys: a scan is checked as a get for each key. The order of two operations of one
 * client, if one begins at the moment at which the other ends: number the events to keep them apart. Threads.
 */
@NullMarked
package kvs.history;

import org.jspecify.annotations.NullMarked;
