package kvs.sim;

import java.util.List;
import kvs.raft.Member;
import kvs.raft.Raft;
import org.jspecify.annotations.Nullable;

/**
 * The second phase: all faults are off. The cluster has to converge, serve fresh writes, converge again, and show every
 * acknowledged write.
 */
final class Calm {
    private static final int CHECK_MICROS = 5 * Plan.TICK_MICROS;
    /** The longest that a stage may take: hundreds of elections, thousands of pieces of a snapshot. */
    private static final long LIMIT_MICROS = 120_000_000;

    private static final int FRESH_WRITES = 3;

    private enum Stage {
        SETTLING,
        FRESH_WRITES,
        FINAL_READS,
        OVER
    }

    private final World world;
    private final Driver driver;
    private final Faults faults;
    private final List<SimClient> clients;
    private final Workload workload;

    private boolean begun;
    private Stage stage = Stage.SETTLING;
    private long since;

    Calm(World world, Driver driver, Faults faults, List<SimClient> clients, Workload workload) {
        this.world = world;
        this.driver = driver;
        this.faults = faults;
        this.clients = clients;
        this.workload = workload;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Ends all faults. */
    void begin() {
        begun = true;
        world.trace.calm(world);
        world.network.calm();
        world.trace.cut(world);
        for (SimNode node : world.nodes()) {
            node.pausedUntil = 0;
            node.slowUntil = 0;
            node.nextForceFails = false;
            if (Faults.mayStart(node)) {
                driver.start(node);
                world.trace.event(world, "restart", node, null);
            }
        }
        clients.forEach(SimClient::finish);
        since = world.now;
        world.schedule(CHECK_MICROS, new Event.Check());
    }

    void check() {
        faults.stopRemoved();
        String missing = missing();
        if (missing == null && clients.stream().allMatch(SimClient::isIdle)) {
            nextStage();
        } else if (world.now - since > LIMIT_MICROS) {
            throw tooLate(missing);
        }
        if (!isOver()) {
            world.schedule(CHECK_MICROS, new Event.Check());
        }
    }

    private void nextStage() {
        since = world.now;
        stage = switch (stage) {
            case SETTLING -> {
                workload.beginFreshWrites();
                clients.forEach(client -> client.allow(FRESH_WRITES));
                yield Stage.FRESH_WRITES;
            }
            case FRESH_WRITES -> {
                int reads = workload.beginFinalReads();
                clients.getFirst().allow(reads);
                yield Stage.FINAL_READS;
            }
            case FINAL_READS, OVER -> Stage.OVER;
        };
    }

    private Violation tooLate(@Nullable String missing) {
        String after = LIMIT_MICROS / 1_000_000 + " s without faults (" + stage + "), ";
        if (missing != null) {
            return new Violation(Rule.NO_CONVERGENCE, "after " + after + missing, List.of());
        }
        SimClient waiting =
                clients.stream().filter(client -> !client.isIdle()).findFirst().orElseThrow();
        return new Violation(
                Rule.NO_ANSWER,
                "after " + after + "client " + waiting.number() + " waits for " + waiting.waitingFor(),
                List.of());
    }

    /** Returns what the cluster lacks to have converged, or null. */
    private @Nullable String missing() {
        SimNode leader = world.leader();
        if (leader == null) {
            return "there is no leader";
        }
        Raft raft = leader.up().raft();
        if (raft.commit() != raft.last().index()) {
            return "leader " + leader.id + " has the log up to " + raft.last() + ", and has committed up to "
                    + raft.commit();
        }
        for (Member member : leader.issued.configuration().members()) {
            SimNode node = world.node(member.id());
            if (!node.isUp()) {
                return "member " + node.id + " is down";
            }
            if (node.issued.last() != leader.issued.last()
                    || node.commit != leader.commit
                    || node.applied != leader.applied
                    || node.issued.chainAt(node.issued.last()) != leader.issued.chainAt(leader.issued.last())) {
                return "node " + node.id + " has the log up to " + node.issued.lastId() + ", committed up to "
                        + node.commit + ", applied up to " + node.applied + ", and leader " + leader.id + " is at "
                        + leader.issued.lastId() + ", " + leader.commit + ", " + leader.applied;
            }
        }
        return leader.applied == leader.commit ? null : "leader " + leader.id + " has not applied everything";
    }
}
