package kvs.sim;

import java.util.List;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.Payload;
import kvs.raft.Raft;
import kvs.raft.RaftOptions;
import kvs.sim.Sightings.Rare;
import org.jspecify.annotations.Nullable;

/** Messages that no correct node sends. A node ignores or answers each, and neither its term nor its log changes. */
final class HostileMessages {
    private static final int KINDS = 12;
    private static final int UNKNOWN_NODE = 99;
    private static final long OTHER_CLUSTER = Driver.CLUSTER + 1;
    private static final long FAR = 1_000_000;

    private final World world;
    private final Driver driver;

    HostileMessages(World world, Driver driver) {
        this.world = world;
        this.driver = driver;
    }

    void deliver(SimNode node, long which) {
        Raft raft = node.up().raft();
        Envelope envelope = message(node, raft, (int) (which % KINDS), peer(node));
        if (envelope == null) {
            return;
        }
        world.sightings.saw(Rare.HOSTILE_MESSAGES);
        long term = raft.term();
        long commit = raft.commit();
        EntryId last = raft.last();
        long ignored = ignored(raft);
        if (envelope.message() instanceof Message.InstallSnapshotResponse) {
            // All that is wrong with it is the snapshot that it names: it shows that its sender follows the leader.
            world.invariants.delivered(node, envelope, world.now);
        }
        driver.begin(node).receive(envelope);
        if (raft.term() != term || raft.commit() != commit || !raft.last().equals(last)) {
            throw new Violation(
                    Rule.HOSTILE_MESSAGE_IGNORED,
                    "node " + node.id + " was in term " + term + " with the log up to " + last + ", and after "
                            + envelope + " is in term " + raft.term() + " with the log up to " + raft.last(),
                    node.id);
        }
        if (envelope.message() instanceof Message.AppendEntries && ignored(raft) == ignored) {
            throw new Violation(
                    Rule.HOSTILE_MESSAGE_IGNORED, "node " + node.id + " does not ignore " + envelope, node.id);
        }
        driver.end(node);
    }

    private int peer(SimNode node) {
        return node.id == 1 ? Math.min(2, world.highestId()) : node.id - 1;
    }

    private @Nullable Envelope message(SimNode node, Raft raft, int which, int peer) {
        long term = raft.term();
        EntryId last = raft.last();
        EntryId beyond = new EntryId(last.index() + FAR, Math.max(1, term));
        Message vote = new Message.RequestVote(term + 1, beyond, false);
        Message ahead = new Message.AppendEntriesResponse(term, true, beyond.index(), EntryId.NONE, 0, false);
        return switch (which) {
            case 0 -> to(node, UNKNOWN_NODE, ahead);
            case 1 -> to(node, UNKNOWN_NODE, new Message.RequestVoteResponse(term, true));
            case 2 -> new Envelope(OTHER_CLUSTER, peer, node.id, vote);
            case 3 -> to(node, peer, new Message.RequestVote(term + RaftOptions.MAX_TERMS_AHEAD + 1, beyond, true));
            case 4 -> to(node, peer, new Message.RequestVote(-1, beyond, false));
            case 5 -> to(node, peer, ahead);
            case 6 -> new Envelope(Driver.CLUSTER, peer, UNKNOWN_NODE, vote);
            case 7 -> to(node, node.id, vote);
            case 8 -> to(node, peer, new Message.InstallSnapshotResponse(term, beyond, 1, true, 0));
            case 9 -> to(node, peer, withAHole(term, last));
            case 10 -> contradictingCommitted(node, raft, false);
            default -> contradictingCommitted(node, raft, true);
        };
    }

    private static Envelope to(SimNode node, int from, Message message) {
        return new Envelope(Driver.CLUSTER, from, node.id, message);
    }

    private static Message withAHole(long term, EntryId last) {
        List<Entry> entries = List.of(
                new Entry(last.index() + 1, Math.max(1, term), Payload.Noop.INSTANCE),
                new Entry(last.index() + 3, Math.max(1, term), Payload.Noop.INSTANCE));
        return new Message.AppendEntries(term, last, entries, 0, 0);
    }

    /** The leader of the term seems to say that a committed entry, or the one before it, is another one. */
    private static @Nullable Envelope contradictingCommitted(SimNode node, Raft raft, boolean before) {
        long index = raft.commit();
        while (raft.termAt(index) == raft.term()) {
            index--;
        }
        long termBefore = raft.termAt(index - 1);
        if (raft.leader() == 0 || raft.leader() == node.id || index < 1 || raft.termAt(index) < 0 || termBefore < 0) {
            return null;
        }
        Entry other = new Entry(index, raft.term(), Payload.Noop.INSTANCE);
        Message message = before
                ? new Message.AppendEntries(raft.term(), other.id(), List.of(), index, 0)
                : new Message.AppendEntries(raft.term(), new EntryId(index - 1, termBefore), List.of(other), index, 0);
        return to(node, raft.leader(), message);
    }

    private static long ignored(Raft raft) {
        return raft.status().ignored().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
