/**
 * Raft as a function: events in, effects out. <em>How do several computers agree on one log, although messages are lost,
 * disks are slow and any of them may stop at any time?</em>
 *
 * <pre>
 *   tick ─────────┐                                   ┌──▶ send           messages that promise nothing
 *   message ──────┤      ┌───────────────────────┐    ├──▶ write          term, vote, entries: in order of number
 *   proposal ─────┼─────▶│         Raft          │────┼──▶ send once the write is durable
 *   read ─────────┤      │  role + ballot + log  │    ├──▶ apply          committed entries, in order
 *   persisted n ──┘      └───────────────────────┘    └──▶ reads          may be answered at index i
 * </pre>
 *
 * <p>Nothing in here reads a clock, a disk, a socket or a random number of its own, and nothing runs in the background. The
 * same events have the same effects, so a run can be repeated from a seed, millions of runs can be tried
 * in an hour, and the one that went wrong can be drawn as a timeline. The class that the simulator tries to break is the
 * one that runs in a real node.
 *
 * <p>The rules that make Raft safe each stand in a small class, without the rest around them:
 *
 * <ol>
 *   <li>{@code Ballot}: one vote in a term, and only for an up-to-date log (Raft §5.2, §5.4.1).
 *   <li>{@code FollowerLog}: what a follower does with entries (§5.3). {@code CommitRule}: what a leader may commit (§5.4.2).
 *   <li>{@code Durability} and {@code Outbox}: what has to be on the disk before which message.
 *   <li>{@code FollowerSnapshot}: when a snapshot takes the place of a log (§7). {@code SendRule}: when a follower needs one.
 *   <li>{@code Reads} and {@code Lease}: reads that are never stale (thesis §6.4).
 *   <li>{@code PreVotes} and {@code Contacts}: pre-vote and check-quorum (thesis §9.6, §6.2). {@code DoubtRule}: what a
 *       leader tells its followers before it steps down. {@code Transfer}: leadership transfer (thesis §3.10).
 *   <li>{@code ChangeRule} and {@code Membership}: which changes of the members may begin, and the configurations in the log
 *       (thesis §4). {@code Progress}: the flow control of a follower.
 * </ol>
 *
 * <p>Reading order: {@link kvs.raft.Entry} and {@link kvs.raft.Message}, the words; {@link kvs.raft.Effects}, the promise to the
 * driver; {@link kvs.raft.Raft}, with the table of what each role does with each message; {@code Leader} and
 * {@code Replication}, {@code Following}; then the rules above.
 *
 * <p>A turn gathers. All proposals that arrive between two calls of {@link kvs.raft.Raft#effects} leave in one message to
 * each follower, in one write, and all reads share one round. Under load, batches grow by themselves.
 *
 * <p><b>Threads.</b> One. A driver may call from any thread, but from one at a time.
 *
 * <p><b>Left out on purpose.</b> Joint consensus: changes by one server at a time are simpler and reach every configuration.
 * Forwarding of proposals: a follower names the leader. Byzantine faults: a node that lies is not a failed node; but a
 * message that makes no sense does no harm, and is counted ({@link kvs.raft.Ignored}).
 *
 * <p>Sources: Ongaro and Ousterhout, <em>In Search of an Understandable Consensus Algorithm (Extended Version)</em>, 2014,
 * cited as "Raft"; Ongaro, <em>Consensus: Bridging Theory and Practice</em>, 2014, cited as "thesis"; Ongaro, <em>bug in
 * single-server membership changes</em>, raft-dev, 2015.
 */
@NullMarked
package kvs.raft;

import org.jspecify.annotations.NullMarked;
