/**
 * The replicated store: how a log of commands becomes a map that clients can trust.
 *
 * <p>Raft gives every node the same entries in the same order. What is left is a state machine that does the same with
 * them everywhere, and an honest answer to each client, whatever happens to the node that it asked.
 *
 * <pre>
 *   client                                              driver (a server, or the simulator)
 *     | Request                                   messages, ticks, "persisted" |  ^ Turn
 *     v                                                                        v  |
 *   +---------------------------------- Replica -----------------------------------+
 *   |  OpenProposals, OpenReads: requests that wait        SnapshotSchedule        |
 *   |       | proposal            ^ committed entry             | due              |
 *   |       v                     |                             v                  |
 *   |     kvs.raft.Raft ----------+------> KvStateMachine --> SnapshotWriter       |
 *   |                                        pairs, Sessions <-- SnapshotReader    |
 *   +------------------------------------------------------------------------------+
 * </pre>
 *
 * <p><b>Once.</b> A client whose answer is lost repeats its write, perhaps at another node. Inside a {@linkplain
 * kvs.raft.kv.Sessions session} the repetition is recognized and gets the first answer; outside of any, the client must
 * not repeat it, and is told {@link kvs.raft.kv.Response.MayHaveHappened}.
 *
 * <p><b>Alike.</b> Nothing in the state machine depends on the node that runs it. Even time is part of the log: each
 * command carries its leader's clock, and the machine's time is the highest so far. A hash of the whole state, kept up to
 * date with each change, lets tests compare the replicas after every entry.
 *
 * <p><b>A way to read it.</b> {@link kvs.raft.kv.Request} and {@link kvs.raft.kv.Response}, the vocabulary; {@link
 * kvs.raft.kv.KvStateMachine}, where a command is applied; {@code Sessions}, where it is decided whether it is; {@link
 * kvs.raft.kv.Replica}, which joins the two with Raft; then {@code SnapshotWriter} and {@code SnapshotReader}, and the
 * codecs, of which {@link kvs.raft.kv.MessageCodec} is the largest and none is deep. The formats are in {@code
 * src/main/proto}.
 *
 * <p><b>Threads.</b> None: as {@link kvs.raft.Raft}, a replica is used by one thread at a time, and reaches the world only
 * through its driver. Two things leave that thread: a {@link kvs.raft.kv.FrozenSnapshot}, to be written, and a {@link
 * kvs.raft.kv.ReceivedSnapshot}, to be read.
 *
 * <p><b>Left out.</b> Transactions over several keys, leases on keys, watches. A snapshot is always whole: its first bytes
 * are written after all references have been copied, which takes a few milliseconds for a million keys. A tree whose old
 * versions stay valid would take none, and be the larger half of this package.
 */
@NullMarked
package kvs.raft.kv;

import org.jspecify.annotations.NullMarked;
