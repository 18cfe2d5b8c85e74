/**
 * The replicated store on Apache Ratis: the same clients, the same state machine, another Raft.
 *
 * <pre>
 *                 client port, RESP port, /metrics          kvs.cluster: as with the workbook's own Raft
 *                              |
 *                      RatisReplication                     one client of the Ratis server in the same process
 *                              |  submit                 ^  answers, to the loop
 *   peers  &lt;--gRPC--&gt;  Ratis: election, log, commit      |
 *                              |  apply                     thread: Ratis' StateMachineUpdater
 *                      RatisStateMachine  ---------------+
 *                              |
 *                    kvs.raft.kv.KvStateMachine             sessions, compare-and-set, snapshots: unchanged
 * </pre>
 *
 * <p>Reading order: {@link kvs.ratis.RatisReplication}, which turns requests into Ratis' and replies into answers; {@link
 * kvs.ratis.RatisStateMachine}; {@link kvs.ratis.RatisSettings}, which says what makes the log durable; then
 * {@link kvs.ratis.RatisProvider} for the data directory.
 *
 * <p><b>Threads.</b> The loop never waits for Ratis: requests go through a thread of their own. The state machine is
 * guarded by a lock, since stale reads meet Ratis' thread there.
 *
 * <p><b>Indexes.</b> Ratis counts entries from 0, this project from 1: entry {@code i} of Ratis is entry {@code i + 1}
 * everywhere else.
 *
 * <p><b>Left out.</b> Learners: a node that is added catches up before it joins the configuration, and is a voter then.
 * Reads by followers, which Ratis can do: this project's clients ask the leader. TLS between nodes, which Ratis has.
 */
@NullMarked
package kvs.ratis;

import org.jspecify.annotations.NullMarked;
