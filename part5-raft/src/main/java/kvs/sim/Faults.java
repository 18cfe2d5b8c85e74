package kvs.sim;

import java.util.SplittableRandom;
import kvs.raft.Configuration;
import kvs.raft.MembershipChange;
import kvs.raft.kv.Replica;
import kvs.raft.kv.Request;
import kvs.sim.Sightings.Rare;
import org.jspecify.annotations.Nullable;

/** Carries out the faults of a plan, and what operators do. */
final class Faults {
    private static final int REMOVED_STOPS_MICROS = 1_000_000;
    private static final int LONGEST_DOWN_MICROS = 3_000_000;

    private final World world;
    private final Driver driver;
    private final HostileMessages hostile;
    private long operatorRequests;

    Faults(World world, Driver driver) {
        this.world = world;
        this.driver = driver;
        this.hostile = new HostileMessages(world, driver);
    }

    void begin(Fault fault) {
        world.trace.fault(world, fault);
        switch (fault.kind()) {
            case STORM -> {
                world.network.stormBegins();
                undo(fault, world.network::stormEnds, "storm ends");
            }
            case ISOLATE, CUT_ONE_WAY, SPLIT, BRIDGE -> Partitions.begin(world, fault);
            case CRASH, FAIL_FORCE, FLIP_BIT, PAUSE, SLOW_DISK, JUMP_CLOCK, CAMPAIGN, SNAPSHOT, HOSTILE -> {
                SimNode node = target(fault.node());
                if (node != null && node.isUp()) {
                    strike(fault, node);
                }
            }
            case ADD_NODE, PROMOTE, REMOVE, TRANSFER -> operate(fault);
        }
    }

    /** Returns the node that a fault means: the leader, or one of those that there are. */
    private @Nullable SimNode target(int node) {
        return node == Fault.LEADER ? world.leader() : world.find(1 + (node - 1) % world.highestId());
    }

    private void undo(Fault fault, Runnable what, String text) {
        world.schedule(fault.micros(), new Event.Undo(what, text));
    }

    private void strike(Fault fault, SimNode node) {
        switch (fault.kind()) {
            case CRASH -> crash(node, fault.argument(), fault.micros());
            case FAIL_FORCE -> {
                node.nextForceFails = true;
                node.downMicros = fault.micros();
            }
            case FLIP_BIT -> flipBit(fault, node);
            case PAUSE -> pause(node, fault.micros());
            case SLOW_DISK -> node.slowUntil = Math.max(node.slowUntil, world.now + fault.micros());
            case JUMP_CLOCK -> node.clock.jump(fault.argument());
            case CAMPAIGN -> {
                world.sightings.saw(Rare.CAMPAIGNS_ASKED_FOR);
                driver.begin(node).campaign();
                driver.end(node);
            }
            case SNAPSHOT -> {
                driver.begin(node).requestSnapshot();
                driver.end(node);
            }
            case HOSTILE -> hostile.deliver(node, fault.argument());
            case STORM, CUT_ONE_WAY, ISOLATE, SPLIT, BRIDGE, ADD_NODE, PROMOTE, REMOVE, TRANSFER ->
                throw new IllegalArgumentException(fault + " does not strike one node");
        }
    }

    private void pause(SimNode node, long micros) {
        node.pausedUntil = Math.max(node.pausedUntil, world.now + micros);
        world.trace.event(world, "pause", node, null);
        world.schedule(
                micros,
                new Event.Undo(() -> world.trace.event(world, "resume", node, null), "node " + node.id + " goes on"));
    }

    /** Crashes a node, which starts again after {@code micros}. */
    void crash(SimNode node, long survival, long micros) {
        driver.crash(node, new SplittableRandom(survival));
        world.trace.crashed(world, node);
        world.schedule(Math.min(micros, LONGEST_DOWN_MICROS), new Event.Start(node));
    }

    /** A force failed: what was to be written may be on disk or not, and is never forced again. The node stops. */
    void forceFailed(SimNode node) {
        world.sightings.saw(Rare.FORCE_FAILED);
        crash(node, world.steps, node.downMicros);
    }

    /** Damages one log at a time, and only where the other voters are a majority without this one. */
    private void flipBit(Fault fault, SimNode node) {
        if (isAnyDamaged() || !othersSuffice(node)) {
            return;
        }
        crash(node, fault.argument(), fault.micros());
        if (node.disk.flipBit(fault.argument())) {
            world.sightings.saw(Rare.DAMAGED_LOG_FOUND);
        }
    }

    private boolean isAnyDamaged() {
        return world.nodes().stream().anyMatch(each -> !each.retired && each.disk.damagedUpTo() > 0);
    }

    private boolean othersSuffice(SimNode node) {
        return world.nodes().stream()
                .map(each -> each.issued.configuration())
                .filter(configuration -> configuration.isVoter(node.id))
                .allMatch(configuration -> configuration.voters().size() >= 3);
    }

    private void operate(Fault fault) {
        SimNode leader = world.leader();
        if (leader == null || leader.retired) {
            return;
        }
        Configuration configuration = leader.issued.configuration();
        switch (fault.kind()) {
            case ADD_NODE -> addNode(leader);
            case PROMOTE ->
                configuration.members().stream()
                        .filter(member -> !member.voter())
                        .findFirst()
                        .ifPresent(learner -> change(leader, new MembershipChange.Promote(learner.id())));
            case REMOVE -> {
                SimNode node = target(fault.node());
                if (node != null && !isAnyDamaged() && configuration.members().size() > 1) {
                    change(leader, new MembershipChange.Remove(node.id));
                }
            }
            case TRANSFER -> {
                SimNode target = target(1 + (int) fault.argument());
                world.sightings.saw(Rare.TRANSFERS_ASKED_FOR);
                if (world.network.isPartitioned()) {
                    world.sightings.saw(Rare.TRANSFERS_DURING_A_PARTITION);
                }
                world.invariants.transferWanted(leader);
                ask(leader, new Request.Transfer(target == null || fault.micros() % 3 == 0 ? 0 : target.id));
            }
            case STORM, CUT_ONE_WAY, ISOLATE, SPLIT, BRIDGE, CRASH, FAIL_FORCE, FLIP_BIT, PAUSE, SLOW_DISK -> {}
            case JUMP_CLOCK, CAMPAIGN, SNAPSHOT, HOSTILE -> {}
        }
    }

    private void addNode(SimNode leader) {
        if (world.highestId() == Plan.MAX_NODES) {
            return;
        }
        SimNode added = world.addNode(world.plan.configuration());
        driver.start(added);
        change(leader, new MembershipChange.AddLearner(added.id, "node-" + added.id));
    }

    private void change(SimNode leader, MembershipChange change) {
        ask(leader, new Request.Change(change));
    }

    private void ask(SimNode node, Request request) {
        Replica replica = driver.begin(node);
        replica.request(++operatorRequests, request);
        driver.end(node);
    }

    /** Stops the nodes that are removed, a while after that is committed: until then they may disturb the others. */
    void stopRemoved() {
        for (SimNode node : world.nodes()) {
            if (!node.retired && !world.committed.configuration().contains(node.id) && wasMember(node)) {
                node.retired = true;
                world.schedule(
                        ((node.id * 7_919L * world.plan.seed()) >>> 1) % REMOVED_STOPS_MICROS,
                        new Event.Undo(() -> stop(node), "node " + node.id + " was removed and stops"));
            }
        }
    }

    private boolean wasMember(SimNode node) {
        return node.id <= world.committed.configuration().highestId();
    }

    private void stop(SimNode node) {
        driver.crash(node, new SplittableRandom(node.id));
        world.trace.crashed(world, node);
    }

    /** Returns whether the node is still to be started: it is not removed. */
    static boolean mayStart(SimNode node) {
        return !node.retired && !node.isUp();
    }
}
