package kvs.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A few nodes in memory, whose messages are delivered and whose writes are completed when a test says so. Nothing happens by
 * itself: for faults at random there is the simulator.
 */
final class Cluster {
    static final long ID = 7;

    /** More than any test needs: nodes that answer each other for ever are a failure, and not an endless loop. */
    private static final int MAX_DELIVERIES = 10_000;

    /** A node with its disk. */
    static final class Peer {
        final int id;
        Raft raft;

        /** What is durable. */
        HardState hardState;

        Snapshot snapshot;
        final List<Entry> log = new ArrayList<>();

        /** Issued writes that the disk has not completed. */
        final ArrayDeque<Write> pending = new ArrayDeque<>();

        /** The numbers of those among {@link #pending} that are complete and wait for an earlier one. */
        final Set<Long> completedEarly = new HashSet<>();

        /** Messages that wait for a write, with its number. */
        final List<Waiting> waiting = new ArrayList<>();

        final List<Entry> applied = new ArrayList<>();
        final List<Effects.ReadOutcome> reads = new ArrayList<>();
        final List<Effects.SendChunk> sendChunks = new ArrayList<>();
        final List<Effects.StoreChunk> chunks = new ArrayList<>();

        Peer(int id, Restored restored, Raft raft) {
            this.id = id;
            this.hardState = restored.hardState();
            this.snapshot = restored.snapshot();
            this.log.addAll(restored.entries());
            this.raft = raft;
        }

        Restored restored() {
            return new Restored(hardState, snapshot, List.copyOf(log), 0);
        }

        void toDisk(Write write) {
            if (write.hardState() != null) {
                hardState = write.hardState();
            }
            Snapshot installed = write.snapshot();
            if (installed != null) {
                snapshot = installed;
                log.clear();
            }
            if (!write.entries().isEmpty()) {
                long from = write.entries().getFirst().index();
                log.removeIf(entry -> entry.index() >= from);
                log.addAll(write.entries());
            }
        }
    }

    record Waiting(long after, Envelope envelope) {}

    private final RaftOptions options;
    private final TreeMap<Integer, Peer> peers = new TreeMap<>();

    /** Messages under way, in the order of sending. */
    final List<Envelope> network = new ArrayList<>();

    /** Decides which messages are lost. */
    Predicate<Envelope> lost = envelope -> false;

    /** Whether disks complete each write at once. */
    boolean promptDisks = true;

    /** Nodes whose disks complete nothing until a test says so, although {@link #promptDisks} is on. */
    final Set<Integer> slowDisks = new HashSet<>();

    /** Whether a leader's pieces of a snapshot are read and sent at once. If not, {@link Peer#sendChunks} keeps them. */
    boolean promptPieces;

    long nanos;

    Cluster(RaftOptions options, int... voters) {
        this.options = options;
        for (int id : voters) {
            add(id, Restored.fresh(Configuration.ofVoters(voters)));
        }
    }

    /** Adds a node. */
    Peer add(int id, Restored restored) {
        Peer peer = new Peer(id, restored, start(id, restored));
        peers.put(id, peer);
        return peer;
    }

    private Raft start(int id, Restored restored) {
        return new Raft(id, ID, options, restored, new SplittableRandom(id));
    }

    Peer peer(int id) {
        return Objects.requireNonNull(peers.get(id));
    }

    Raft raft(int id) {
        return peer(id).raft;
    }

    /** Ends a node's turn: its effects are carried out, but for the disk if that is slow. */
    void turn(int id) {
        Peer peer = peer(id);
        Effects effects = peer.raft.effects();
        network.addAll(effects.send());
        peer.chunks.addAll(effects.chunks());
        Write write = effects.write();
        if (write != null) {
            peer.pending.add(write);
        }
        for (Envelope envelope : effects.sendOncePersisted()) {
            peer.waiting.add(new Waiting(effects.after(), envelope));
        }
        peer.applied.addAll(effects.apply());
        peer.reads.addAll(effects.reads());
        peer.sendChunks.addAll(effects.sendChunks());
        if (promptPieces) {
            sendPieces(peer);
        }
        if (promptDisks && !slowDisks.contains(id)) {
            completeAll(id);
        } else {
            release(peer);
        }
    }

    /** Completes all pending writes of a node, in order. */
    void completeAll(int id) {
        Peer peer = peer(id);
        boolean any = !peer.pending.isEmpty();
        while (!peer.pending.isEmpty()) {
            Write write = peer.pending.removeFirst();
            peer.toDisk(write);
            if (!peer.completedEarly.remove(write.number())) {
                peer.raft.persisted(write.number());
            }
        }
        release(peer);
        if (any) {
            turn(id);
        }
    }

    /** Completes one pending write, whatever became of those before it; a crash loses it if one of those is lost. */
    void complete(int id, long number) {
        Peer peer = peer(id);
        if (peer.pending.stream().noneMatch(write -> write.number() == number)) {
            throw new AssertionError("Write " + number + " of node " + id + " is not pending: " + peer.pending);
        }
        peer.completedEarly.add(number);
        peer.raft.persisted(number);
        while (!peer.pending.isEmpty()
                && peer.completedEarly.remove(peer.pending.getFirst().number())) {
            peer.toDisk(peer.pending.removeFirst());
        }
        release(peer);
        turn(id);
    }

    private void release(Peer peer) {
        long pendingFrom = peer.pending.isEmpty()
                ? Long.MAX_VALUE
                : peer.pending.getFirst().number();
        for (Waiting message : List.copyOf(peer.waiting)) {
            if (message.after < pendingFrom) {
                peer.waiting.remove(message);
                network.add(message.envelope);
            }
        }
    }

    /** Reads the pieces that a leader wants to send from its snapshot, which is {@link #snapshotBytes}, and sends them. */
    private void sendPieces(Peer peer) {
        for (Effects.SendChunk piece : peer.sendChunks) {
            if (piece.snapshot().equals(peer.raft.status().snapshot())) {
                byte[] bytes = snapshotBytes(piece.snapshot());
                int from = (int) Math.min(piece.offset(), bytes.length);
                int to = Math.min(from + options.maxChunkBytes(), bytes.length);
                Message message = new Message.InstallSnapshot(
                        piece.term(),
                        piece.snapshot(),
                        from,
                        Arrays.copyOfRange(bytes, from, to),
                        to == bytes.length,
                        piece.round());
                network.add(new Envelope(ID, peer.id, piece.to(), message));
            }
        }
        peer.sendChunks.clear();
    }

    /** Returns the content of a snapshot: its last entry's name, in ten bytes. */
    static byte[] snapshotBytes(Snapshot snapshot) {
        return String.format("%10s", snapshot.last()).getBytes(StandardCharsets.UTF_8);
    }

    /** Lets a node take a snapshot of everything that it has applied. */
    void takeSnapshot(int id) {
        Peer peer = peer(id);
        EntryId last = peer.applied.getLast().id();
        Snapshot taken = new Snapshot(last, peer.raft.configurationAt(last.index()));
        peer.snapshot = taken;
        peer.raft.snapshotTaken(taken);
        peer.log.removeIf(entry -> entry.index() <= last.index());
        turn(id);
    }

    /** A node loses its memory, and all that was not durable, and starts again. */
    void crash(int id) {
        Peer peer = peer(id);
        peer.pending.clear();
        peer.completedEarly.clear();
        peer.waiting.clear();
        peer.applied.clear();
        peer.raft = start(id, peer.restored());
    }

    /** Delivers all messages under way, and those that they cause, until there are none. */
    void deliverAll() {
        for (int delivered = 0; !network.isEmpty(); delivered++) {
            if (delivered == MAX_DELIVERIES) {
                throw new AssertionError("Messages cause messages without end; the next one is " + network.getFirst());
            }
            deliver(network.removeFirst());
        }
    }

    /** Delivers one message, and ends the recipient's turn. */
    void deliver(Envelope envelope) {
        Peer to = peers.get(envelope.to());
        if (to != null && !lost.test(envelope)) {
            to.raft.receive(envelope);
            turn(envelope.to());
        }
    }

    /** Lets a number of ticks pass on a node, without any message being delivered. */
    void ticks(int id, int count) {
        for (int i = 0; i < count; i++) {
            raft(id).tick();
            turn(id);
        }
    }

    /** Lets a node win an election. */
    void elect(int id) {
        raft(id).campaign();
        turn(id);
        deliverAll();
        if (!raft(id).isLeader()) {
            throw new AssertionError("Node " + id + " did not become the leader: " + raft(id).status());
        }
    }

    /** Proposes a command on the leader, without ending its turn. */
    EntryId propose(int id, String command) {
        return switch (raft(id).propose(command.getBytes(StandardCharsets.UTF_8))) {
            case Proposal.Accepted(EntryId entry) -> entry;
            case Proposal.Rejected(Proposal.Reason reason) -> throw new AssertionError("Rejected: " + reason);
        };
    }

    @Nullable
    Integer leader() {
        return peers.values().stream()
                .filter(peer -> peer.raft.isLeader())
                .map(peer -> peer.id)
                .findFirst()
                .orElse(null);
    }
}
