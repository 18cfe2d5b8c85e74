/**
 * A demonstration: three nodes, a few clients, and a leader that is killed again and again.
 *
 * <p>What does a cluster promise, and how can you see that it keeps it? It promises that an acknowledged write is never lost, that
 * every answer is one that a single store could have given, and that it goes on when a node dies. {@link kvs.cluster.demo.KvsDemo}
 * puts that to the test on this machine, in about 20 seconds, and shows the run.
 *
 * <pre>
 *   DemoClients ══ set, get, compare-and-set ══▶ DemoNodes: three processes ◀── SIGKILL to the leader, start again
 *        │                                            │
 *     History ──▶ Judge: notes that are lost,         │ /trace, asked by TracePoll
 *        │        an answer that is impossible        ▼
 *        └──────────── Gaps                        RunTrace ──▶ the simulator's timeline
 * </pre>
 *
 * <p><b>Who judges.</b> The nodes may be made of a learner's classes. The clients, the checker and everything else here are the
 * finished ones: a store is not judged by itself.
 *
 * <p><b>Reading order.</b> {@link kvs.cluster.demo.Demo}, the course of events; {@link kvs.cluster.demo.DemoClients}; {@link
 * kvs.cluster.demo.Judge}; {@link kvs.cluster.demo.RunTrace}.
 *
 * <p><b>Threads.</b> One runs the demo; each client has one, one asks the nodes for their traces, one reads each node's log.
 *
 * <p><b>Left out.</b> Every other fault: a cluster is put through those by its tests and by the simulator.
 */
@NullMarked
package kvs.cluster.demo;

import org.jspecify.annotations.NullMarked;
