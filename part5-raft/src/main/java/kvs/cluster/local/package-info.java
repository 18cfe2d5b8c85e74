/**
 * A cluster on one machine, in one command.
 *
 * <p>How do you watch three nodes agree, lose one, and go on? Each node here is a real process of its own with a real disk and
 * real sockets. This package starts them, shows what they say, and does to them what a bad day would do.
 *
 * <pre>
 *   kvs-cluster ─┬─ NodeProcess 1 ══ kvs-node --id 1 …     stdin: a pipe that closes when kvs-cluster is gone
 *                ├─ NodeProcess 2 ══ kvs-node --id 2 …     stdout: log lines, printed as "node 2 | …"
 *                └─ NodeProcess 3 ══ kvs-node --id 3 …
 *
 *   Console ──┐
 *             ├──▶ LocalCluster.act(PAUSE, 2)              Watch ── NodeProbe: info ──▶ "node 2 leads in term 3"
 *   LivePage ─┘
 *
 *   NodeTrace of each node ── /trace ──▶ Collector ──▶ EventLog ── /events ──▶ the page in a browser
 * </pre>
 *
 * <p><b>Nothing is left behind.</b> A stop ends every node, and kills those that do not end in time. A node also ends by itself
 * when {@code kvs-cluster} has gone without a word: its standard input is a pipe from here, and it watches for the end of it. A
 * paused node cannot watch; so {@link kvs.cluster.local.Pause} leaves a small process beside it that wakes it up.
 *
 * <p><b>Reading order.</b> {@link kvs.cluster.local.KvsCluster}, the program; {@link kvs.cluster.local.ClusterPlan}, ports and
 * directories; {@link kvs.cluster.local.NodeProcess}; {@link kvs.cluster.local.LocalCluster}; {@link kvs.cluster.local.Watch}. Of the
 * page: {@link kvs.cluster.local.Collector}, which joins what the nodes trace; {@link kvs.cluster.local.EventLog}; {@link
 * kvs.cluster.local.LivePage}, the server; {@code live-page.js}, which follows the present with the scripts of {@link
 * kvs.sim.Timeline}.
 *
 * <p><b>Threads.</b> One reads each node's log, one asks each node how it stands, one reads commands, one
 * collects the traces, and four serve the page. All types here may be called
 * from any thread unless they say otherwise.
 *
 * <p><b>Left out.</b> A node that dies stays dead until it is started by hand: to watch that is the point. Other machines: start
 * {@code kvs-node} there yourself.
 */
@NullMarked
package kvs.cluster.local;

import org.jspecify.annotations.NullMarked;
