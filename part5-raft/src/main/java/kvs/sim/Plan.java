package kvs.sim;

import java.util.List;
import kvs.raft.Configuration;
import kvs.raft.Member;
import kvs.raft.RaftOptions;
import kvs.raft.kv.ReplicaOptions;

/**
 * Everything that determines a run. {@link PlanDraw} draws one from a seed; {@link Shrinker} makes it smaller; {@link
 * PlanText} writes it to a file and reads it.
 *
 * @param shape the cluster, its clients and the length of the run
 * @param faults by ascending time
 */
record Plan(long seed, Shape shape, Rates rates, RaftOptions raft, ReplicaOptions replica, List<Fault> faults) {
    /** Ids of nodes go up to this one. */
    static final int MAX_NODES = 15;

    /** How long a tick takes on a clock that runs at the right rate. */
    static final int TICK_MICROS = 10_000;

    /**
     * The cluster, its clients, and the length of the run.
     *
     * @param voters the number of nodes that vote at first
     * @param learners the number of nodes that do not
     * @param clients at the same time
     * @param operations of each client while there are faults
     * @param keys that all clients share
     * @param thinkMicros how long a client waits between two operations, on average
     * @param readPercent of the operations that read
     * @param sessionPercent of clients that use a session
     * @param faultMicros how long the faults go on
     * @param driftPermille how far the rate of a node's clock is off, at most
     * @param encoded whether messages pass through the protobuf codec
     */
    record Shape(
            int voters,
            int learners,
            int clients,
            int operations,
            int keys,
            int thinkMicros,
            int readPercent,
            int sessionPercent,
            long faultMicros,
            int driftPermille,
            boolean encoded) {}

    Plan {
        faults = List.copyOf(faults);
    }

    Plan withFaults(List<Fault> fewer) {
        return new Plan(seed, shape, rates, raft, replica, fewer);
    }

    Plan withRates(Rates lower) {
        return new Plan(seed, shape, lower, raft, replica, faults);
    }

    Plan withShape(Shape smaller) {
        return new Plan(seed, smaller, rates, raft, replica, faults);
    }

    /** Returns the configuration with which the first nodes start. */
    Configuration configuration() {
        Configuration configuration = Configuration.EMPTY;
        for (int id = 1; id <= shape.voters + shape.learners; id++) {
            configuration = configuration.with(new Member(id, id <= shape.voters, "node-" + id));
        }
        return configuration;
    }
}
