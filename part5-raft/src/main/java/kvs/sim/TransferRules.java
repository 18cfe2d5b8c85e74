package kvs.sim;

import java.util.function.Supplier;
import kvs.raft.EntryId;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.FollowerStatus;
import kvs.raft.RaftStatus.RoleName;
import org.jspecify.annotations.Nullable;

/** What a transfer of the leadership promises (thesis §3.10): the target is ready, is asked once, and the time is limited. */
final class TransferRules {
    private final World world;
    private final @Nullable Watch[] watches = new Watch[Plan.MAX_NODES + 1];

    /** A leader that an operator has asked for a transfer. */
    private static final class Watch {
        /** The target of the transfer that is under way, or 0. */
        private int target;
        /** After how many ticks of the leader the transfer began. */
        private long began;
        /** When the target was asked, as a number of events, or -1. */
        private long asked = -1;
    }

    TransferRules(World world) {
        this.world = world;
    }

    /** An operator asks a leader for a transfer; it may refuse. */
    void wanted(SimNode node) {
        if (watches[node.id] == null) {
            watches[node.id] = new Watch();
        }
    }

    /** Returns whether a transfer was under way when the last event of this node was over. */
    boolean isUnderWay(SimNode node) {
        Watch watch = watches[node.id];
        return watch != null && watch.target != 0;
    }

    /** A leader asks its target to campaign; {@code now} says how the leader stands. */
    void asks(SimNode leader, SimNode target, long term, Supplier<RaftStatus> now) {
        Watch watch = watches[leader.id];
        if (watch == null && isSteppingDown(now.get(), term)) {
            return;
        }
        // A leader whose removal is committed in this event asks, and then no longer leads.
        if (watch == null || (watch.target != target.id && now.get().transferTarget() != target.id)) {
            throw new Violation(
                    Rule.TRANSFER_ASKS_ONCE,
                    "node " + leader.id + " asks node " + target.id + " to campaign, and no transfer is under way",
                    leader.id);
        }
        if (watch.target == target.id && watch.asked >= 0) {
            throw new Violation(
                    Rule.TRANSFER_ASKS_ONCE,
                    "node " + leader.id + " asks node " + target.id + " a second time in a transfer",
                    leader.id);
        }
        watch.asked = world.steps;
        isReady(leader, target, term);
    }

    /**
     * Returns whether a node has stepped down for want of a majority, and is in the term in which it has led. It asks a
     * voter to campaign whose log it last heard of long ago: nothing promises that this one is ready.
     */
    private static boolean isSteppingDown(RaftStatus status, long term) {
        return status.role() == RoleName.FOLLOWER && status.term() == term;
    }

    private static void isReady(SimNode leader, SimNode target, long term) {
        ObservedLog disk = target.disk.log();
        EntryId last = leader.issued.lastId();
        // A target that was damaged, or has moved on to a later term, may have lost what it acknowledged.
        boolean excused = target.disk.damagedUpTo() > 0 || target.issuedState.term() > term;
        boolean ready = disk.chainAt(last.index()) == leader.issued.chainAt(last.index())
                || last.index() <= disk.snapshot().last().index();
        if (!excused && !ready) {
            throw new Violation(
                    Rule.TRANSFER_TARGET_IS_READY,
                    "node " + leader.id + " with the log up to " + last + " asks node " + target.id
                            + " to campaign, whose durable log ends at " + disk.lastId(),
                    leader.id);
        }
    }

    /** An event of a node is over; {@code now} says how it stands. */
    void afterEvent(SimNode node, Supplier<RaftStatus> now) {
        Watch watch = watches[node.id];
        if (watch == null) {
            return;
        }
        RaftStatus status = now.get();
        if (status.transferTarget() == 0) {
            watches[node.id] = null;
        } else if (status.transferTarget() != watch.target) {
            watch.target = status.transferTarget();
            watch.began = node.ticks;
            watch.asked = watch.asked == world.steps ? watch.asked : -1;
            knowsItIsTime(node, watch, status);
        } else {
            knowsItIsTime(node, watch, status);
            ends(node, watch);
        }
    }

    private static void knowsItIsTime(SimNode node, Watch watch, RaftStatus status) {
        for (FollowerStatus follower : status.followers()) {
            if (follower.id() == watch.target
                    && watch.asked < 0
                    && follower.match() >= status.last().index()) {
                throw new Violation(
                        Rule.TRANSFER_ASKS_ONCE,
                        "node " + node.id + " knows that the log of its target " + watch.target
                                + " is complete, and does not ask it to campaign",
                        node.id);
            }
        }
    }

    private void ends(SimNode node, Watch watch) {
        if (node.ticks - watch.began >= world.plan.raft().electionTicks()) {
            throw new Violation(
                    Rule.TRANSFER_ENDS,
                    "node " + node.id + " has transferred the leadership for " + (node.ticks - watch.began) + " ticks",
                    node.id);
        }
    }

    void crashed(SimNode node) {
        watches[node.id] = null;
    }
}
