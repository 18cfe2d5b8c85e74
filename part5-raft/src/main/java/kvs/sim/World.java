package kvs.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kvs.raft.Configuration;
import kvs.sim.Streams.Concern;
import org.jspecify.annotations.Nullable;

/** What all parts of a run share: time, the queue of events, the nodes and the network. */
final class World {
    private static final int PERMILLE = 1_000;

    final Plan plan;
    final Streams streams;
    final EventQueue<Event> queue = new EventQueue<>();
    final Network network;
    final Committed committed;
    final Sightings sightings = new Sightings();
    final Invariants invariants;
    final Trace trace;

    /** The nodes by id; the first element is null. */
    private final @Nullable SimNode[] nodes = new SimNode[Plan.MAX_NODES + 1];

    private int highestId;

    /** Virtual time, in microseconds. */
    long now;
    /** The number of events so far. */
    long steps;

    World(Plan plan, Trace trace) {
        this.plan = plan;
        this.trace = trace;
        this.streams = new Streams(plan.seed());
        this.network = new Network(streams, plan.rates());
        this.committed = new Committed(plan.configuration());
        this.invariants = new Invariants(this);
    }

    void schedule(long delayMicros, Event event) {
        queue.add(now + delayMicros, event);
    }

    /** Adds the node with the next id, with an empty disk; it is down. The cluster began with the {@code listed} members. */
    SimNode addNode(Configuration listed) {
        int id = ++highestId;
        SplittableRandom random = streams.of(Concern.DISK, (1 << 20) + id);
        int drift = plan.shape().driftPermille();
        int rate = PERMILLE - drift + random.nextInt(2 * drift + 1);
        SimNode node =
                new SimNode(id, listed.atFirstStart(id), committed, new NodeClock(rate, random.nextLong(1L << 40)));
        nodes[id] = node;
        return node;
    }

    int highestId() {
        return highestId;
    }

    /** Returns the node of this id, or null. */
    @Nullable
    SimNode find(int id) {
        return id < 1 || id > highestId ? null : nodes[id];
    }

    SimNode node(int id) {
        SimNode node = find(id);
        if (node == null) {
            throw new IllegalArgumentException("There is no node " + id);
        }
        return node;
    }

    List<SimNode> nodes() {
        List<SimNode> all = new ArrayList<>(highestId);
        for (int id = 1; id <= highestId; id++) {
            all.add(node(id));
        }
        return all;
    }

    /** Returns the leader of the highest term among the nodes that are up, or null. */
    @Nullable
    SimNode leader() {
        SimNode leader = null;
        for (int id = 1; id <= highestId; id++) {
            SimNode node = node(id);
            if (node.isUp() && node.leads && (leader == null || node.term > leader.term)) {
                leader = node;
            }
        }
        return leader;
    }
}
