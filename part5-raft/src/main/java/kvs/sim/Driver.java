package kvs.sim;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import kvs.raft.Effects.SendChunk;
import kvs.raft.Envelope;
import kvs.raft.HardState;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Raft;
import kvs.raft.Restored;
import kvs.raft.Write;
import kvs.raft.kv.DamagedSnapshotException;
import kvs.raft.kv.FrozenSnapshot;
import kvs.raft.kv.ReceivedSnapshot;
import kvs.raft.kv.Replica;
import kvs.sim.Sightings.Rare;
import kvs.sim.Streams.Concern;
import org.jspecify.annotations.Nullable;

/** Drives the replica of a node as a real driver would: it carries out each turn, in the order that Effects gives. */
final class Driver {
    /** The cluster that all nodes belong to. */
    static final long CLUSTER = 7;

    private static final int SLOW = 20;

    private final World world;
    private final Post post;
    private final SplittableRandom[] disks = new SplittableRandom[Plan.MAX_NODES + 1];

    Driver(World world, Post post) {
        this.world = world;
        this.post = post;
        Arrays.setAll(disks, id -> world.streams.of(Concern.DISK, id));
    }

    /** Starts a node from its disk. */
    void start(SimNode node) {
        Restored restored = node.disk.restore();
        node.life++;
        node.issued = node.disk.restoredLog();
        node.issuedState = restored.hardState();
        node.lastWrite = 0;
        node.lastForce = 0;
        node.commit = restored.snapshot().last().index();
        node.applied = node.commit;
        node.leads = false;
        node.term = 0;
        if (node.commit > 0) {
            world.sightings.saw(Rare.RESTART_FROM_A_SNAPSHOT);
        }
        SplittableRandom random = world.streams.of(Concern.ELECTION, ((long) node.id << 32) + node.life);
        Raft raft = new Raft(node.id, CLUSTER, world.plan.raft(), restored, random);
        Replica replica = new Replica(raft, world.plan.replica(), node.snapshots);
        replica.observe((index, entry, hash) -> world.invariants.applied(node, index, entry, hash));
        node.replica = replica;
        world.invariants.started(node, restored);
        begin(node);
        end(node);
        world.schedule(random.nextInt(Plan.TICK_MICROS) + 1L, new Event.Tick(node, node.life));
    }

    /** Stops a node at once: what was not forced is lost, in part. */
    void crash(SimNode node, SplittableRandom survival) {
        if (!node.isUp()) {
            return;
        }
        if (node.leads && node.issued.configurationIndex() > node.commit) {
            world.sightings.saw(Rare.LEADER_FAILED_DURING_A_CHANGE);
        }
        if (node.disk.hasPending()) {
            world.sightings.saw(Rare.UNFORCED_WRITES_LOST);
        }
        node.replica = null;
        node.leads = false;
        node.held.clear();
        node.disk.crash(survival);
        if (node.issuedState.vote() != HardState.NO_VOTE && !node.issuedState.equals(node.disk.hardState())) {
            world.sightings.saw(Rare.VOTE_LOST_IN_A_CRASH);
        }
        node.pausedUntil = 0;
        node.nextForceFails = false;
        world.invariants.crashed(node);
    }

    /** Begins a turn. */
    Replica begin(SimNode node) {
        Replica replica = node.up();
        replica.turn(node.clock.monotonicNanos(world.now), node.clock.wallMillis(world.now));
        return replica;
    }

    /** Ends a turn, and carries out what it asks for. */
    void end(SimNode node) {
        Replica.Turn turn = node.up().effects();
        node.standing = Standing.of(node.up().raft());
        sendAll(node, turn.send(), world.now);
        if (turn.write() != null) {
            issue(node, turn.write());
        }
        if (!turn.sendOncePersisted().isEmpty()) {
            if (turn.after() <= node.disk.durableUpTo()) {
                sendAll(node, turn.sendOncePersisted(), world.now);
            } else {
                world.invariants.waits(node, turn.sendOncePersisted());
                node.held.add(new SimNode.Held(turn.after(), turn.sendOncePersisted(), world.now));
            }
        }
        for (SendChunk piece : turn.sendChunks()) {
            sendPiece(node, piece);
        }
        for (Replica.Reply reply : turn.replies()) {
            post.reply(node, reply);
        }
        if (turn.received() != null) {
            read(node, turn.received());
        }
        if (turn.snapshot() != null) {
            write(node, turn.snapshot());
        }
        world.invariants.afterEvent(node);
    }

    /** A force is over: reports it, and sends what has waited for it. */
    void forceEnds(SimNode node, long number) {
        if (!node.disk.isNext(number)) {
            world.sightings.saw(Rare.FORCES_COMPLETED_OUT_OF_ORDER);
        }
        boolean damaged = node.disk.damagedUpTo() > 0;
        node.disk.complete(number);
        world.invariants.durable(node);
        if (damaged && node.disk.damagedUpTo() == 0) {
            world.sightings.saw(Rare.DAMAGED_NODE_RECOVERED);
        }
        begin(node).persisted(number);
        node.standing = Standing.of(node.up().raft());
        while (!node.held.isEmpty() && node.held.peekFirst().after() <= node.disk.durableUpTo()) {
            SimNode.Held held = node.held.removeFirst();
            sendAll(node, held.envelopes(), held.composed());
        }
        end(node);
    }

    /** A snapshot of the node's own state is written: it takes its name on disk, unless a later one has arrived. */
    void snapshotWritten(SimNode node, FrozenSnapshot frozen) {
        Replica replica = begin(node);
        if (frozen.snapshot().last().index() <= node.issued.snapshot().last().index()) {
            replica.snapshotFailed(frozen.snapshot());
        } else {
            long chain = node.snapshots.chainOf(frozen.snapshot());
            node.snapshots.installed(new SnapshotFiles.Content(frozen.snapshot(), chain, bytes(frozen.chunks())));
            long first = replica.snapshotTaken(frozen.snapshot());
            node.issued.compact(frozen.snapshot(), first);
            node.disk.snapshotTaken(frozen.snapshot(), chain, first);
            world.sightings.saw(Rare.SNAPSHOTS_TAKEN);
            if (first > node.issued.last()) {
                world.sightings.saw(Rare.LOG_PURGED_TO_THE_TIP);
            }
        }
        end(node);
    }

    /** A snapshot that has arrived is read, as it is now: its pieces may have been overwritten meanwhile. */
    void snapshotRead(SimNode node, ReceivedSnapshot received) {
        Replica replica = begin(node);
        byte[] content = node.snapshots.arrived(received.snapshot());
        if (!replica.awaits(received)) {
            world.sightings.saw(Rare.SNAPSHOTS_READ_IN_VAIN);
        }
        if (content != null) {
            try {
                replica.snapshotRead(received, received.read(List.of(content).iterator()));
            } catch (DamagedSnapshotException e) {
                requireOutdated(replica, received, e);
            }
        } else {
            requireOutdated(replica, received, null);
        }
        end(node);
    }

    private static void requireOutdated(Replica replica, ReceivedSnapshot received, @Nullable Exception why) {
        if (replica.awaits(received)) {
            throw new IllegalStateException("A snapshot that is awaited cannot be read: " + received.snapshot(), why);
        }
    }

    private static byte[] bytes(Iterator<byte[]> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEachRemaining(all::writeBytes);
        return all.toByteArray();
    }

    private void issue(SimNode node, Write write) {
        world.invariants.issued(node, write);
        node.disk.issue(write);
        if (write.hardState() != null) {
            node.issuedState = write.hardState();
        }
        SplittableRandom random = disks[node.id];
        long takes = 1L + random.nextInt(world.plan.rates().forceMicros() + 1);
        if (world.now < node.slowUntil) {
            takes *= SLOW;
        }
        long ends = world.now + takes;
        if (!world.plan.rates().forcesOutOfOrder()) {
            ends = Math.max(ends, node.lastForce);
            node.lastForce = ends;
        }
        boolean fails = node.nextForceFails;
        node.nextForceFails = false;
        world.queue.add(ends, new Event.ForceEnds(node, node.life, write.number(), fails));
    }

    private void write(SimNode node, FrozenSnapshot snapshot) {
        world.schedule(inBackground(node), new Event.SnapshotWritten(node, node.life, snapshot));
    }

    private void read(SimNode node, ReceivedSnapshot received) {
        world.schedule(inBackground(node), new Event.SnapshotRead(node, node.life, received));
    }

    /** Returns how long it takes to write or read a snapshot, in microseconds. */
    private long inBackground(SimNode node) {
        return 1_000L + disks[node.id].nextInt(10 * Plan.TICK_MICROS);
    }

    private void sendPiece(SimNode node, SendChunk piece) {
        SnapshotFiles.Content content = node.snapshots.find(piece.snapshot());
        if (content == null || piece.offset() > content.bytes().length) {
            return;
        }
        int from = (int) piece.offset();
        int to = Math.min(content.bytes().length, from + world.plan.raft().maxChunkBytes());
        boolean done = to == content.bytes().length;
        byte[] chunk = Arrays.copyOfRange(content.bytes(), from, to);
        InstallSnapshot message = new InstallSnapshot(piece.term(), piece.snapshot(), from, chunk, done, piece.round());
        send(node, new Envelope(CLUSTER, node.id, piece.to(), message), world.now);
    }

    private void sendAll(SimNode node, List<Envelope> envelopes, long composed) {
        for (Envelope envelope : envelopes) {
            send(node, envelope, composed);
        }
    }

    private void send(SimNode node, Envelope envelope, long composed) {
        world.invariants.leaves(node, envelope);
        post.send(envelope, composed);
    }
}
