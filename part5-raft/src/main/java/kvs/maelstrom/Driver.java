package kvs.maelstrom;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import kvs.raft.Configuration;
import kvs.raft.Effects.SendChunk;
import kvs.raft.Envelope;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Raft;
import kvs.raft.RaftOptions;
import kvs.raft.Restored;
import kvs.raft.kv.ReceivedSnapshot;
import kvs.raft.kv.Replica;
import kvs.raft.kv.ReplicaOptions;

/**
 * Drives the replica of this node: carries out its turns in the order that {@link kvs.raft.Effects} gives.
 *
 * <p><b>A write is durable when it is issued</b>, since a node of Maelstrom never starts again from its disk. So each write is
 * reported as {@linkplain Replica#persisted persisted} at once, in the order of the writes, and what waits for it leaves in
 * the same turn. The entries themselves are not kept a second time beside Raft's own log.
 *
 * <p>For one thread.
 */
final class Driver {
    /** The cluster that all nodes belong to. */
    static final long CLUSTER = 1;

    /** A short log, so that a node that was cut off for a few seconds needs a snapshot, and the checker sees those, too. */
    private static final RaftOptions RAFT = RaftOptions.DEFAULT.withKeptEntries(100);

    private static final long SNAPSHOT_ENTRIES = 500;

    /** Less than the second that Maelstrom's clients wait: an answer that says "unknown" is better than none. */
    static final int REQUEST_TICKS = 16;

    private final KeptSnapshots snapshots = new KeptSnapshots();
    private final int id;
    private final Replica replica;
    private Now now = new Now(0, 0);

    /** What a turn sends: to other nodes, and to those that asked. */
    record Sent(List<Envelope> envelopes, List<Replica.Reply> replies) {}

    /**
     * Creates a node of a new cluster.
     *
     * @param id from 1 to {@code nodes}, all of which are voters
     * @param random draws election time-outs
     */
    Driver(int id, int nodes, RandomGenerator random) {
        this.id = id;
        Configuration voters =
                Configuration.ofVoters(IntStream.rangeClosed(1, nodes).toArray());
        Raft raft = new Raft(id, CLUSTER, RAFT, Restored.fresh(voters), random);
        this.replica = new Replica(raft, options(), snapshots);
    }

    private static ReplicaOptions options() {
        ReplicaOptions usual = ReplicaOptions.DEFAULT;
        return new ReplicaOptions(
                usual.maxKeyBytes(),
                usual.maxValueBytes(),
                usual.maxScanRows(),
                usual.maxScanBytes(),
                usual.maxOpenRequests(),
                REQUEST_TICKS,
                usual.sessionTimeoutMillis(),
                usual.maxSessions(),
                usual.maxAnswers(),
                usual.maxSessionBytes(),
                SNAPSHOT_ENTRIES,
                usual.snapshotBytes(),
                usual.maxSnapshotChunkBytes(),
                usual.promotesLearners());
    }

    /** Returns the replica, for events between {@link #begin} and {@link #end}. */
    Replica replica() {
        return replica;
    }

    /** Begins a turn. */
    void begin(Now time) {
        now = time;
        replica.turn(time.monotonicNanos(), time.wallMillis());
    }

    /** Ends the turn, and each further one that its writes and snapshots cause; returns all that they send. */
    Sent end() {
        List<Envelope> envelopes = new ArrayList<>();
        List<Replica.Reply> replies = new ArrayList<>();
        for (boolean again = true; again; ) {
            Replica.Turn turn = replica.effects();
            envelopes.addAll(turn.send());
            envelopes.addAll(turn.sendOncePersisted());
            turn.sendChunks().forEach(chunk -> sendPiece(chunk, envelopes));
            replies.addAll(turn.replies());
            begin(now);
            again = false;
            if (turn.write() != null) {
                if (turn.write().snapshot() != null) {
                    snapshots.install(turn.write().snapshot());
                }
                replica.persisted(turn.write().number());
                again = true;
            }
            if (turn.received() != null) {
                ReceivedSnapshot received = turn.received();
                replica.snapshotRead(received, received.read(snapshots.arrived(received.snapshot())));
                again = true;
            }
            if (turn.snapshot() != null) {
                snapshots.keep(turn.snapshot().snapshot(), turn.snapshot().chunks());
                replica.snapshotTaken(turn.snapshot().snapshot());
                again = true;
            }
        }
        return new Sent(envelopes, replies);
    }

    private void sendPiece(SendChunk asked, List<Envelope> envelopes) {
        InstallSnapshot piece = snapshots.piece(asked, RAFT.maxChunkBytes());
        if (piece != null) {
            envelopes.add(new Envelope(CLUSTER, id, asked.to(), piece));
        }
    }
}
