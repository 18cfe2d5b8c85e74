/**
 * A simulator that tries to break the Raft of this part, millions of times, in a way that replays.
 *
 * <p>How can you trust a program whose bugs need three crashes, a lost message and a full moon? Run it where all of these are
 * cheap. Here a cluster lives in one thread: time is a number, the network is a queue, a disk is a list. The real {@link
 * kvs.raft.Raft} and {@link kvs.raft.kv.Replica} run in it, unchanged, since they touch no clock, no network and no disk. A run
 * depends on its seed alone, so a run that breaks a rule breaks it again, as often as you like, with a trace.
 *
 * <pre>
 *   seed ── PlanDraw ──▶ Plan: cluster, rates, options, faults
 *                          │
 *          ┌───────────────▼────────────────┐
 *          │ Simulation: take the next event│◀─────────────── EventQueue (time, number)
 *          └──┬───────────┬────────────┬────┘                        ▲
 *          Faults      Driver      SimClient                         │
 *             │     one turn of a      │  requests, retries          │
 *             │       Replica          │                             │
 *             ▼           ▼            ▼                             │
 *          crash,    NodeDisk: write, force      Post, Network: lose, delay, double
 *          pause,         │                                          │
 *          cut            ▼                                          ▼
 *                    Invariants: after every event               ClientHistory: at the end
 * </pre>
 *
 * <p><b>Faults.</b> Each seed draws its own rates and leaves out about half of the kinds of faults: a run with nothing but
 * crashes finds what a run with everything hides. Every concern has a random stream of its own ({@link kvs.sim.Streams}): without
 * one crash, the same messages are still lost. Faults come in storms, with quiet windows between them.
 *
 * <p><b>Two phases.</b> In the first one there are faults, and nothing wrong may happen. Then all faults end, and something right
 * has to happen: a leader, equal logs, fresh writes, and every acknowledged write is there ({@link kvs.sim.Calm}).
 *
 * <p><b>Rules.</b> {@link kvs.sim.Rule} lists them. {@link kvs.sim.Invariants} believes nothing that a Raft says of itself
 * but its term, its role and its commit index: logs are rebuilt from writes, disks are what was forced, and "committed" is
 * counted there from scratch.
 * {@link kvs.sim.LeaderRules}, {@link kvs.sim.VoteRules} and {@link kvs.sim.TransferRules} look at promises that a client notices
 * only with luck: that a read was confirmed after it arrived, that a pre-vote is one that would be a vote.
 *
 * <p><b>Reading order.</b> {@link kvs.sim.Simulation}, the loop; {@link kvs.sim.Driver}, what a real driver does; {@link
 * kvs.sim.NodeDisk}, what a crash leaves; {@link kvs.sim.Invariants}; {@link kvs.sim.Faults} and {@link kvs.sim.PlanDraw}; {@link
 * kvs.sim.SimClient}. {@link kvs.sim.Hunt}, {@link kvs.sim.Shrinker} and {@link kvs.sim.Trace} serve the program {@link
 * kvs.sim.KvsSim}.
 *
 * <p><b>Threads.</b> A run has one. Runs share nothing, so a hunt has a thread for each.
 *
 * <p><b>Left out.</b> Nodes that lie: Raft tolerates crashes, not malice. A hostile message is one that a correct node recognizes
 * as such. Disks that lose what they had forced, other than a damaged record that is found at the next start.
 */
@NullMarked
package kvs.sim;

import org.jspecify.annotations.NullMarked;
