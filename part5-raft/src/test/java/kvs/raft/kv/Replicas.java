package kvs.raft.kv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import kvs.raft.Configuration;
import kvs.raft.Effects;
import kvs.raft.Entry;
import kvs.raft.Envelope;
import kvs.raft.HardState;
import kvs.raft.Message;
import kvs.raft.Raft;
import kvs.raft.RaftOptions;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import org.jspecify.annotations.Nullable;

/** A few replicas in memory. Their disks complete each write at once; messages move when a test says so. */
final class Replicas {
    private static final long CLUSTER = 7;

    /** A node with its disk. */
    static final class Node implements SnapshotStore {
        final int id;
        Replica replica;
        HardState hardState;
        Snapshot snapshot;
        byte[] content = {};
        final List<Entry> log = new ArrayList<>();

        /** The snapshot that is arriving. */
        @Nullable
        Snapshot arriving;

        byte[] arrived = {};

        /** A snapshot that is to be read, until a test has it read; null if each is read at once. */
        @Nullable
        ReceivedSnapshot received;

        /** Whether snapshots that arrive are read at once, and not only by {@link #readSnapshot}. */
        boolean readsAtOnce = true;

        /** A snapshot that the node has handed out, until a test writes it. */
        @Nullable
        FrozenSnapshot frozen;

        final Map<Long, Response> replies = new HashMap<>();

        Node(int id, Restored restored, Replica replica) {
            this.id = id;
            this.hardState = restored.hardState();
            this.snapshot = restored.snapshot();
            this.replica = replica;
        }

        @Override
        public void store(Effects.StoreChunk chunk) {
            if (chunk.offset() == 0) {
                arriving = chunk.snapshot();
                arrived = new byte[0];
            }
            arrived = joined(arrived, chunk.chunk());
        }

        @Override
        public Iterator<byte[]> content(Snapshot wanted) {
            return List.of(content).iterator();
        }

        /** Writes the snapshot that the node has handed out. */
        void writeSnapshot() {
            content = new byte[0];
            FrozenSnapshot handedOut = Objects.requireNonNull(frozen);
            handedOut.chunks().forEachRemaining(chunk -> content = joined(content, chunk));
            snapshot = handedOut.snapshot();
            long first = replica.snapshotTaken(snapshot);
            log.removeIf(entry -> entry.index() < first);
            frozen = null;
        }

        /** Reads the snapshot that has arrived. */
        void readSnapshot() {
            ReceivedSnapshot wanted = Objects.requireNonNull(received);
            received = null;
            replica.snapshotRead(wanted, wanted.read(List.of(arrived).iterator()));
        }

        private static byte[] joined(byte[] a, byte[] b) {
            byte[] both = new byte[a.length + b.length];
            System.arraycopy(a, 0, both, 0, a.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            return both;
        }
    }

    private final RaftOptions raftOptions;
    private final ReplicaOptions options;
    private final TreeMap<Integer, Node> nodes = new TreeMap<>();
    private final List<Envelope> network = new ArrayList<>();
    private long tickets;

    /** Decides which messages are lost. */
    Predicate<Envelope> lost = _ -> false;

    long wallMillis = 1_000;

    Replicas(RaftOptions raftOptions, ReplicaOptions options, int... voters) {
        this.raftOptions = raftOptions;
        this.options = options;
        for (int id : voters) {
            add(id, Configuration.ofVoters(voters));
        }
    }

    /** Adds a node that starts for the first time. */
    void add(int id, Configuration configuration) {
        Restored fresh = Restored.fresh(configuration);
        Node node = new Node(id, fresh, new Replica(raft(id, fresh), options, new NoSnapshots()));
        node.replica = new Replica(raft(id, fresh), options, node);
        nodes.put(id, node);
    }

    /** Stands in until the node, which is a store of snapshots itself, exists. */
    private static final class NoSnapshots implements SnapshotStore {
        @Override
        public void store(Effects.StoreChunk chunk) {
            throw new AssertionError("No snapshot was to arrive");
        }

        @Override
        public Iterator<byte[]> content(Snapshot snapshot) {
            throw new AssertionError("No snapshot was to be read");
        }
    }

    private Raft raft(int id, Restored restored) {
        return new Raft(id, CLUSTER, raftOptions, restored, new SplittableRandom(id));
    }

    /** A node loses its memory and starts again from its disk. */
    void crash(int id) {
        Node node = node(id);
        long afterSnapshot = node.snapshot.last().index();
        List<Entry> entries =
                node.log.stream().filter(entry -> entry.index() > afterSnapshot).toList();
        Restored restored = new Restored(node.hardState, node.snapshot, entries, 0);
        node.replica = new Replica(raft(id, restored), options, node);
    }

    Node node(int id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    Replica replica(int id) {
        return node(id).replica;
    }

    /** Ends a node's turn, and carries out what it asks for. */
    void turn(int id) {
        Node node = node(id);
        for (boolean again = true; again; ) {
            node.replica.turn(0, wallMillis);
            Replica.Turn turn = node.replica.effects();
            network.addAll(turn.send());
            again = false;
            if (turn.write() != null) {
                toDisk(node, turn.write());
                node.replica.persisted(turn.write().number());
                again = true;
            }
            network.addAll(turn.sendOncePersisted());
            turn.sendChunks().forEach(chunk -> send(node, chunk));
            for (Replica.Reply reply : turn.replies()) {
                if (node.replies.put(reply.ticket(), reply.response()) != null) {
                    throw new AssertionError("Request " + reply.ticket() + " was answered twice");
                }
            }
            if (turn.received() != null) {
                node.received = turn.received();
                if (node.readsAtOnce) {
                    node.readSnapshot();
                    again = true;
                }
            }
            if (turn.snapshot() != null) {
                node.frozen = turn.snapshot();
            }
        }
    }

    private static void toDisk(Node node, Write write) {
        if (write.hardState() != null) {
            node.hardState = write.hardState();
        }
        if (write.snapshot() != null) {
            node.snapshot = write.snapshot();
            node.content = node.arrived;
            node.log.clear();
        }
        if (!write.entries().isEmpty()) {
            long from = write.entries().getFirst().index();
            node.log.removeIf(entry -> entry.index() >= from);
            node.log.addAll(write.entries());
        }
    }

    private void send(Node from, Effects.SendChunk chunk) {
        if (!chunk.snapshot().equals(from.snapshot)) {
            return;
        }
        int offset = (int) chunk.offset();
        int end = Math.min(from.content.length, offset + raftOptions.maxChunkBytes());
        network.add(new Envelope(
                CLUSTER,
                from.id,
                chunk.to(),
                new Message.InstallSnapshot(
                        chunk.term(),
                        chunk.snapshot(),
                        offset,
                        java.util.Arrays.copyOfRange(from.content, offset, end),
                        end == from.content.length,
                        chunk.round())));
    }

    /** Delivers all messages under way, and those that they cause, until there are none. */
    void deliverAll() {
        while (!network.isEmpty()) {
            Envelope envelope = network.removeFirst();
            Node to = nodes.get(envelope.to());
            if (to != null && !lost.test(envelope)) {
                to.replica.receive(envelope);
                turn(envelope.to());
            }
        }
    }

    /** Lets ticks pass on a node, and delivers what it sends. */
    void ticks(int id, int count) {
        for (int i = 0; i < count; i++) {
            replica(id).tick();
            turn(id);
            deliverAll();
        }
    }

    /** Lets a node win an election. */
    void elect(int id) {
        replica(id).campaign();
        turn(id);
        deliverAll();
        if (!replica(id).raft().isLeader()) {
            throw new AssertionError(
                    "Node " + id + " did not become the leader: " + replica(id).status());
        }
    }

    /** Nodes that hear nothing from any other node, from now on. */
    void isolate(int... ids) {
        lost = envelope -> {
            for (int id : ids) {
                if (envelope.from() == id || envelope.to() == id) {
                    return true;
                }
            }
            return false;
        };
    }

    void heal() {
        lost = _ -> false;
    }

    /** Starts a request at a node; returns its ticket. */
    long begin(int id, Request request) {
        long ticket = ++tickets;
        replica(id).turn(0, wallMillis);
        replica(id).request(ticket, request);
        turn(id);
        return ticket;
    }

    /** Returns the reply to a ticket, or null if there is none yet. */
    @Nullable
    Response reply(int id, long ticket) {
        return node(id).replies.get(ticket);
    }

    /** Starts a request at a node, delivers all messages, and returns the reply. */
    @Nullable
    Response ask(int id, Request request) {
        long ticket = begin(id, request);
        deliverAll();
        return reply(id, ticket);
    }
}
