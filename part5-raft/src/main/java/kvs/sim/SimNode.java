package kvs.sim;

import java.util.ArrayDeque;
import java.util.List;
import kvs.raft.Configuration;
import kvs.raft.Envelope;
import kvs.raft.HardState;
import kvs.raft.kv.Replica;
import org.jspecify.annotations.Nullable;

/** A simulated machine: a disk and a clock, which last, and a replica, which lives from a start to the next crash. */
final class SimNode {
    final int id;
    final NodeDisk disk;
    final SnapshotFiles snapshots;
    final NodeClock clock;

    /** Null while the node is down. */
    @Nullable
    Replica replica;

    /** The number of starts so far. */
    int life;
    /** What this life's replica has issued, durable or not. */
    ObservedLog issued;
    /** The term and vote of the last write that had any, durable or not. */
    HardState issuedState = HardState.INITIAL;
    /** Messages that wait for a write, by ascending number of the write. */
    final ArrayDeque<Held> held = new ArrayDeque<>();
    /** The number of the last write issued in this life. */
    long lastWrite;
    /** When the last force that completes in order does. */
    long lastForce;

    /** The node does nothing before this time. */
    long pausedUntil;
    /** Forces take much longer before this time. */
    long slowUntil;
    /** The next force fails. */
    boolean nextForceFails;
    /** How long the node stays down when that happens. */
    long downMicros;
    /** Removed from the cluster for good. */
    boolean retired;

    /** How the Raft stands now. The fields below say how it stood when its last event was over. */
    Standing standing = Standing.NOTHING;

    /** The number of its ticks, over all lives. */
    long ticks;
    /** The highest term that this node was seen in, over all lives. */
    long highestTerm;
    /** The commit index of this life so far. */
    long commit;
    /** The index up to which the machine of this life has applied. */
    long applied;
    /** The last committed entry that was found on this disk. */
    long durableCommitted;
    /** Whether this node led, and in which term, when its last event was over. */
    boolean leads;

    long term;

    /** Messages, composed at this time, that leave once write {@code after} and all before it are durable. */
    record Held(long after, List<Envelope> envelopes, long composed) {}

    SimNode(int id, Configuration configuration, Committed committed, NodeClock clock) {
        this.id = id;
        this.clock = clock;
        this.snapshots = new SnapshotFiles(committed);
        this.disk = new NodeDisk(ObservedLog.fresh(configuration), snapshots);
        this.issued = disk.restoredLog();
    }

    boolean isUp() {
        return replica != null;
    }

    /** Returns the replica of a node that is up. */
    Replica up() {
        if (replica == null) {
            throw new IllegalStateException("Node " + id + " is down");
        }
        return replica;
    }

    boolean isIn(int life) {
        return replica != null && this.life == life;
    }
}
