/**
 * The node. <em>How does a Raft that touches nothing become a server that does not lose a write?</em>
 *
 * <pre>
 *   clients ==9001==&gt; ClientSession --+                             +-- PeerLink ==&gt; peers
 *   Redis   ==6379==&gt; RespSession  ---+-&gt; Requests                  |
 *   peers   ==9101==&gt; PeerSession  -------------+                   |
 *                                     v         v                   |
 *                              RaftReplication: Replica, one turn of the loop at a time
 *                                     |         ^
 *                        writes, in   |         | "persisted up to 9"
 *                        their order  v         |
 *                              DiskThread: one force for all that waits --&gt; NodeStorage: log, hard state, snapshots
 * </pre>
 *
 * <p>One loop (part 4) does everything that is quick: it reads frames, tells the {@link kvs.raft.kv.Replica} of part 5's first half
 * what has happened, and carries out what that asks for. One thread does what may take long, which is the disk. A leader
 * sends entries to its followers before its own disk has them, and counts itself once it has. So the three disks of a
 * cluster work at the same time, and a write takes one force, not two.
 *
 * <p><b>Turns batch.</b> Whatever arrives while the loop is busy is handled in its next turn, and whatever is written while the
 * disk is busy shares its next force. With one client, a turn holds one write; with 500, it holds hundreds. Nothing waits
 * for a batch to fill.
 *
 * <p><b>A promise waits for the disk.</b> Each write has a number. A message that promises something is held until that
 * write is durable, and an answer to a client until its entry is committed and applied.
 *
 * <p>Reading order:
 *
 * <ol>
 *   <li>{@link kvs.cluster.Node}: what is started, and how it stops.
 *   <li>{@code RaftReplication}: the driver; beside it, the simulator's ({@code kvs.sim.Driver}), which does the same.
 *   <li>{@code SnapshotTasks}: what is done for snapshots beside the loop, and when a new one replaces the old.
 *   <li>{@code DiskThread}, {@code NodeStorage}, {@code NodeDirectory}: what must not be forgotten, and where it is; then
 *       {@code Recovery}: how a node judges its files when it starts, and which damage stops it.
 *   <li>{@code Peers}, {@code PeerLink}, {@code PeerSession}: how nodes find, greet and reject each other.
 *   <li>{@code ClientSession}, {@link kvs.cluster.Frames}: what clients say; {@link kvs.cluster.Requests}: what it becomes;
 *       {@link kvs.cluster.Forwarding}: how a follower passes it on to the leader.
 *   <li>{@link kvs.cluster.KvsNode}: the program.
 * </ol>
 *
 * <p>{@link kvs.cluster.Replication} is the seam between the sessions of clients and what replicates: another engine goes
 * there ({@code --replication ratis}).
 *
 * <p><b>Threads.</b> The loop's thread owns the replica, the peers and every session. The disk's thread owns the storage. Snapshots
 * are written, read for sending and read for installing by a thread each, and a virtual thread opens each connection to another node. They talk by
 * {@link kvs.net.EventLoop#offer} and the disk's queue alone.
 *
 * <p><b>Left out on purpose.</b> Encryption and passwords: bind loopback, or a network that you trust. Several groups of
 * nodes, each with a part of the keys (multi-Raft): part 4 shows the sharding, this part the replication, and a product
 * needs both. Followers that serve linearizable reads by themselves: they forward.
 */
@NullMarked
package kvs.cluster;

import org.jspecify.annotations.NullMarked;
